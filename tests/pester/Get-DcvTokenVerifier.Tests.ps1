BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'
}

Describe 'Get-DcvTokenVerifier' {
    BeforeEach {
        $former = $env:DCVADMIN_DCV_CONF
        $conf = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).conf"
        $env:DCVADMIN_DCV_CONF = $conf
        Set-Content $conf '[security]', '#auth-token-verifier="https://127.0.0.1:8444"'
    }

    AfterEach { $env:DCVADMIN_DCV_CONF = $former }

    It 'shows the defaults where nothing is set' {
        $verifier = Get-DcvTokenVerifier
        $verifier | Should -BeOfType ([DcvAdmin.Hosts.DcvTokenVerifier])
        $verifier.IsSet, $verifier.NoTlsStrict | Should -Be $false, $false
        $verifier.Uri | Should -BeNullOrEmpty
        $verifier.Timeout | Should -Be ([timespan] '00:01:40')
        $verifier.Location, $verifier.Path | Should -Be $conf, $null
    }

    It 'shows what is set' {
        Set-Content $conf '[security]', "auth-token-verifier='https://b:8445/x'", 'auth-token-verifier-timeout=30', 'ca-file="/etc/ca.pem"', 'no-tls-strict=true'
        $verifier = Get-DcvTokenVerifier
        $verifier.Uri | Should -Be 'https://b:8445/x'
        $verifier.Timeout.TotalSeconds | Should -Be 30
        $verifier.CaFile, $verifier.NoTlsStrict, $verifier.IsSet | Should -Be '/etc/ca.pem', $true, $true
    }

    It 'names what cannot be read' {
        Set-Content $conf '[security]', 'auth-token-verifier="no address"', 'no-tls-strict=yes'
        $verifier = Get-DcvTokenVerifier
        $verifier.IsSet, $verifier.Address, $verifier.Uri, $verifier.NoTlsStrict | Should -Be $true, 'no address', $null, $null
        $verifier.Flaws | Should -BeLike 'security/no-tls-strict is yes*'
    }

    It 'reads files from the pipeline, and goes on after one that is not there' {
        $other = "$conf.other"
        Set-Content $other '[security]', 'no-tls-strict=true'
        $failures = $null
        $verifiers = [pscustomobject] @{ Path = "$conf.absent" }, [pscustomobject] @{ Path = $null; Location = $conf }, (Get-Item $other) | Get-DcvTokenVerifier -ErrorVariable failures -ErrorAction SilentlyContinue
        $verifiers.NoTlsStrict | Should -Be $false, $true
        $verifiers.Path | Should -Be $null, $other
        Assert-Error $failures[0] HostNotFound ObjectNotFound "$conf.absent"
    }

    It 'refuses two places at once, and a place that is none' {
        { Get-DcvTokenVerifier -Path $conf -Root HKLM:\x } | Should -Throw -ErrorId 'HostPlaceTwice,*'
        { Get-DcvTokenVerifier -Path Env:\PATH } | Should -Throw -ErrorId 'PathNotFileSystem,*'
        { Get-DcvTokenVerifier -Root 'nonsense' } | Should -Throw -ErrorId 'HostNotFound,*'
    }

    It 'says where there is no registry' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
        { Get-DcvTokenVerifier -Root HKLM:\Image } | Should -Throw -ErrorId 'HostNotSupported,*'
    }

    It 'has a table and a list' {
        Set-Content $conf '[security]', "auth-token-verifier='https://b:8445/x'"
        Get-DcvTokenVerifier | Format-Table | Out-String -Width 120 | Should -Match '(?s)IsSet\s+Timeout\s+NoTlsStrict.*True\s+00:01:40\s+False.*https://b:8445/x'
        Get-DcvTokenVerifier | Format-List | Out-String -Width 200 | Should -Match '(?s)Address\s+: https://b:8445/x.*Location\s+: '
    }
}
