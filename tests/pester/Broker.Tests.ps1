# The cmdlets on a real broker: a process of its own, HTTPS, the credentials of its first start.
BeforeDiscovery {
    $broker = if ($env:DCVADMIN_BROKER) { $env:DCVADMIN_BROKER } else {
        Join-Path $PSScriptRoot '../../src/DcvAdmin.Broker/bin/Debug/net10.0/DcvAdmin.Broker.dll'
    }
    $hasBroker = (Test-Path $broker) -and [bool] (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)
}

Describe 'The token cmdlets on a broker' -Skip:(-not $hasBroker) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'common.ps1')
        $file = if ($env:DCVADMIN_BROKER) { $env:DCVADMIN_BROKER } else { Join-Path $PSScriptRoot '../../src/DcvAdmin.Broker/bin/Debug/net10.0/DcvAdmin.Broker.dll' }
        $folder = Join-Path (Get-PSDrive TestDrive).Root broker
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $file, '--data-folder', $folder, '--client-address', '127.0.0.1', '--agent-address', '127.0.0.1', '--client-port', '0', '--agent-port', '0', '--api-rate', '10000', '--log-level', 'Warning') {
            $start.ArgumentList.Add($argument)
        }
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $report = do { $line = $process.StandardOutput.ReadLine(); $line } until ($null -eq $line -or $line -match 'first API client')
        $verifier = [uri] [regex]::Match("$report", 'https://\S+/agent/validate-authentication-token').Value
        $ca = Join-Path $folder 'tls/ca.pem'
        $on = @{
            Store          = [regex]::Match("$report", 'client API\s+(https://[^/]+)').Groups[1].Value
            CredentialFile = Join-Path $folder 'api-client.json'
            CaFile         = $ca
        }
        $first = Get-Content $on.CredentialFile -Raw | ConvertFrom-Json
    }

    AfterAll {
        if ($process) {
            if (-not $process.HasExited) { $process.Kill() }
            $process.WaitForExit()
            $process.Dispose()
        }
    }

    It 'issues, verifies as a DCV server does, and revokes' {
        $token = New-DcvAuthToken -SessionId console -UserName 'CORP\anna' @on

        ($token | Test-DcvAuthToken @on).Verdict | Should -Be Granted
        $asked = $token | Test-DcvAuthToken -VerifierUri $verifier -CaFile $ca -ClientAddress 10.0.0.7
        $asked.Verdict | Should -Be Granted
        $asked.UserName | Should -Be 'CORP\anna'
        ($token | Test-DcvAuthToken -VerifierUri $verifier -CaFile $ca -ClientAddress 10.0.0.8).Verdict | Should -Be Denied
        ($token | Test-DcvAuthToken -ClientAddress 10.0.0.8 @on).Reason | Should -Be WrongClient

        $token | Revoke-DcvAuthToken @on
        ($token | Test-DcvAuthToken @on).Reason | Should -Be Revoked
    }

    It 'takes the credentials as -Credential too, and names the API client as issuer' {
        $credential = [pscredential]::new($first.ClientId, (ConvertTo-SecureString $first.ClientSecret -AsPlainText -Force))
        $token = New-DcvAuthToken -SessionId s -UserName u -Store $on.Store -CaFile $ca -Credential $credential

        $token.Issuer | Should -Be "API client $($first.ClientId)"
    }

    It 'issues a class from rows, goes on after a bad one, and pages through the list' {
        $rows = 1..450 | ForEach-Object { [pscustomobject] @{ SessionId = "s$_"; UserName = if ($_ -eq 7) { '' } else { "user$_" } } }
        $tokens = $rows | New-DcvAuthToken -Label class -Lifetime 3h @on -ErrorAction SilentlyContinue -ErrorVariable refused

        $tokens | Should -HaveCount 449
        $refused | Should -HaveCount 1
        Get-DcvAuthToken -Label CLASS @on | Should -HaveCount 449
        Get-DcvAuthToken -Label class @on | Select-Object -First 1 | ForEach-Object UserName | Should -Be user1
        Revoke-DcvAuthToken -Label class @on -PassThru | Should -HaveCount 449
        Get-DcvAuthToken -Label class -State Active @on | Should -BeNullOrEmpty
    }

    It 'says <Id> when <When>' -TestCases @(
        @{ Id = 'StoreUnauthorized'; Category = 'AuthenticationError'; When = 'the secret is wrong'; Change = { @{ CredentialFile = $null; Credential = [pscredential]::new($first.ClientId, (ConvertTo-SecureString wrong -AsPlainText -Force)) } } }
        @{ Id = 'StoreUnauthorized'; Category = 'AuthenticationError'; When = 'there are no credentials'; Change = { @{ CredentialFile = $null } } }
        @{ Id = 'StoreUnavailable'; Category = 'ConnectionError'; When = 'nobody listens'; Change = { @{ Store = 'https://127.0.0.1:1' } } }
    ) {
        $changed = $on.Clone()
        $changes = & $Change
        foreach ($name in $changes.Keys) { if ($null -eq $changes[$name]) { $changed.Remove($name) } else { $changed[$name] = $changes[$name] } }

        $failure = { Get-DcvAuthToken @changed } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.CategoryInfo.Category | Should -Be $Category
        "$failure" | Should -Not -BeLike "*$($first.ClientSecret)*"
    }

    It 'does not trust a broker whose authority it was not given' {
        $copy = Join-Path (Get-PSDrive TestDrive).Root credentials.json
        $first.PSObject.Properties.Remove('CaFile')
        $first | ConvertTo-Json | Set-Content $copy

        { Get-DcvAuthToken -Store $on.Store -CredentialFile $copy } | Should -Throw '*certificate*'
    }
}
