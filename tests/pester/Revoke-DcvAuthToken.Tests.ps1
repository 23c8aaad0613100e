BeforeAll { . (Join-Path $PSScriptRoot 'common.ps1') }

Describe 'Revoke-DcvAuthToken' {
    BeforeEach {
        $store = New-StoreUri
        $anna = New-DcvAuthToken -Store $store -SessionId console -UserName anna -Label class
        $bob = New-DcvAuthToken -Store $store -SessionId lab -UserName bob -Label class -NotBefore ([DateTimeOffset]::UtcNow.AddHours(1))
        $carla = New-DcvAuthToken -Store $store -SessionId lab -UserName carla
        function Get-Revoked { @((Get-DcvAuthToken -Store $store -State Revoked).UserName) }
    }

    It 'revokes by id and returns nothing' {
        Revoke-DcvAuthToken $anna.Id -Store $store | Should -BeNullOrEmpty
        Get-Revoked | Should -Be 'anna'
    }

    It 'revokes several ids' {
        Revoke-DcvAuthToken -Id $anna.Id, $bob.Id.ToUpperInvariant() -Store $store
        Get-Revoked | Should -Be 'anna', 'bob'
    }

    It 'takes <From>' -TestCases @(
        @{ From = 'objects of New-DcvAuthToken'; Pipe = { $anna, $bob } }
        @{ From = 'objects of Get-DcvAuthToken'; Pipe = { Get-DcvAuthToken -Store $store -Label class } }
        @{ From = 'ids'; Pipe = { $anna.Id, $bob.Id } }
        @{ From = 'objects with an Id'; Pipe = { $anna, $bob | ForEach-Object { [pscustomobject] @{ Id = $_.Id; UserName = 'someone else' } } } }
        @{ From = 'objects that came through serialization'; Pipe = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@($anna, $bob))) } }
    ) {
        & $Pipe | Revoke-DcvAuthToken -Store $store
        Get-Revoked | Should -Be 'anna', 'bob'
    }

    It 'takes an array of objects as an argument' {
        Revoke-DcvAuthToken -InputObject (Get-DcvAuthToken -Store $store) -Store $store
        Get-Revoked | Should -Be 'anna', 'bob', 'carla'
    }

    It 'issues and revokes in one pipeline' {
        New-DcvAuthToken -Store $store -SessionId s -UserName dora | Revoke-DcvAuthToken -Store $store
        Get-Revoked | Should -Be 'dora'
    }

    It 'returns what it revoked with -PassThru' {
        $revoked = Revoke-DcvAuthToken $anna -Store $store -PassThru
        $revoked.State | Should -Be 'Revoked'
        $revoked.RevokedAt | Should -Not -BeNullOrEmpty
        $revoked.Id | Should -Be $anna.Id
    }

    It 'revokes by <Name>' -TestCases @(
        @{ Name = 'user'; Filter = @{ UserName = 'ANNA' }; Expected = 'anna' }
        @{ Name = 'session'; Filter = @{ SessionId = 'lab' }; Expected = 'bob', 'carla' }
        @{ Name = 'label'; Filter = @{ Label = 'class' }; Expected = 'anna', 'bob' }
        @{ Name = 'several conditions'; Filter = @{ Label = 'class'; SessionId = 'lab' }; Expected = 'bob' }
    ) {
        Revoke-DcvAuthToken -Store $store @Filter
        Get-Revoked | Should -Be $Expected
    }

    It 'leaves alone by filter what opens nothing any more' {
        Revoke-DcvAuthToken $anna -Store $store
        $first = (Get-DcvAuthToken $anna.Id -Store $store).RevokedAt
        (Revoke-DcvAuthToken -Store $store -Label class -PassThru).UserName | Should -Be 'bob'
        (Get-DcvAuthToken $anna.Id -Store $store).RevokedAt | Should -Be $first
    }

    It 'warns where a filter matches nothing' {
        Revoke-DcvAuthToken -Store $store -UserName ana -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
    }

    It 'refuses a filter that is empty by an oversight' {
        $nobody = $null
        { Revoke-DcvAuthToken -Store $store -UserName $nobody } | Should -Throw -ErrorId 'ParameterArgumentValidationError,DcvAdmin.Tokens.RevokeDcvAuthTokenCommand'
        Get-Revoked | Should -BeNullOrEmpty
    }

    It 'does not revoke twice, and says so only in verbose' {
        Revoke-DcvAuthToken $anna -Store $store
        $output = Revoke-DcvAuthToken $anna -Store $store -Verbose -ErrorVariable failures 4>&1
        $failures | Should -BeNullOrEmpty
        @($output | Where-Object Message -like '*was revoked before*').Count | Should -Be 1
    }

    It 'reports each id that it cannot find, and revokes the others' {
        Revoke-DcvAuthToken 0000000000000zzz, $anna.Id, nonsense -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
        Get-Revoked | Should -Be 'anna'
        $failures.Count | Should -Be 2
        Assert-Error $failures[0] TokenNotFound ObjectNotFound '0000000000000zzz'
        Assert-Error $failures[1] TokenIdInvalid InvalidArgument 'nonsense'
    }

    It 'reports an object whose token is not in this store' {
        $other = New-DcvAuthToken -Store (New-StoreUri) -SessionId s -UserName u
        Revoke-DcvAuthToken $other -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
        Assert-Error $failures[0] TokenNotFound ObjectNotFound $other.Id
    }

    It 'refuses an object without an id' {
        [pscustomobject] @{ Name = 'x' } | Revoke-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,DcvAdmin.Tokens.RevokeDcvAuthTokenCommand'
    }

    It 'changes nothing under -WhatIf, and names id, user and session' {
        $transcript = Join-Path $TestDrive 'whatif.txt'
        $null = Start-Transcript $transcript
        try { Revoke-DcvAuthToken $anna.Id -Store $store -WhatIf } finally { $null = Stop-Transcript }
        Get-Content $transcript -Raw | Should -BeLike "*What if*$($anna.Id)*'anna'*'console'*"
        Get-Revoked | Should -BeNullOrEmpty
    }

    It 'rehearses with -WhatIf -PassThru' {
        (Revoke-DcvAuthToken $anna.Id -Store $store -WhatIf -PassThru).State | Should -Be 'Revoked'
        $WhatIfPreference = $true
        (Revoke-DcvAuthToken $anna.Id -Store $store -PassThru).State | Should -Be 'Revoked'
        $WhatIfPreference = $false
        Get-Revoked | Should -BeNullOrEmpty
    }

    It 'revokes over several batches' {
        $null = 1..1100 | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = "u$_" } } | New-DcvAuthToken -Store $store -Label many
        @(Get-DcvAuthToken -Store $store -Label many | Revoke-DcvAuthToken -Store $store -PassThru).Count | Should -Be 1100
        @(Get-DcvAuthToken -Store $store -Label many -State Active).Count | Should -Be 0
    }
}
