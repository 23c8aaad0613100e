BeforeAll { . (Join-Path $PSScriptRoot 'common.ps1') }

Describe 'Get-DcvAuthToken' {
    BeforeAll {
        $store = New-StoreUri
        $anna = New-DcvAuthToken -Store $store -SessionId console -UserName 'anna' -Label class -Lifetime 2h
        $bob = New-DcvAuthToken -Store $store -SessionId lab -UserName 'bob' -Label class -NotBefore ([DateTimeOffset]::UtcNow.AddHours(1))
        $carla = New-DcvAuthToken -Store $store -SessionId lab -UserName 'carla'
        Revoke-DcvAuthToken $carla -Store $store
    }

    It 'lists all, oldest first, without secrets' {
        $all = Get-DcvAuthToken -Store $store
        $all | Should -BeOfType ([DcvAdmin.Tokens.TokenGrantSummary])
        $all.UserName | Should -Be 'anna', 'bob', 'carla'
        $text = $all | Format-List * -Force | Out-String -Width 300
        foreach ($token in $anna, $bob, $carla) { $text | Should -Not -BeLike "*$($token.Token)*" }
    }

    It 'finds by <Name>' -TestCases @(
        @{ Name = 'user, in any case'; Filter = @{ UserName = 'ANNA' }; Expected = 'anna' }
        @{ Name = 'session'; Filter = @{ SessionId = 'lab' }; Expected = 'bob', 'carla' }
        @{ Name = 'session, in exact case'; Filter = @{ SessionId = 'LAB' }; Expected = $null }
        @{ Name = 'label'; Filter = @{ Label = 'Class' }; Expected = 'anna', 'bob' }
        @{ Name = 'state'; Filter = @{ State = 'NotYetValid' }; Expected = 'bob' }
        @{ Name = 'all of it together'; Filter = @{ SessionId = 'lab'; State = 'Revoked' }; Expected = 'carla' }
    ) {
        (Get-DcvAuthToken -Store $store @Filter).UserName | Should -Be $Expected
    }

    It 'finds by id, as a person types it' {
        (Get-DcvAuthToken $anna.Id.ToUpperInvariant() -Store $store).UserName | Should -Be 'anna'
    }

    It 'finds what was piped in' {
        ($bob, $anna | Get-DcvAuthToken -Store $store).UserName | Should -Be 'bob', 'anna'
        (Get-DcvAuthToken -Store $store -UserName anna | Get-DcvAuthToken -Store $store).UserName | Should -Be 'anna'
        ([pscustomobject] @{ Id = $bob.Id } | Get-DcvAuthToken -Store $store).UserName | Should -Be 'bob'
    }

    It 'reports each id that it cannot find, and goes on' {
        $found = Get-DcvAuthToken 0000000000000zzz, $anna.Id, nonsense -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.UserName | Should -Be 'anna'
        $failures.Count | Should -Be 2
        Assert-Error $failures[0] TokenNotFound ObjectNotFound '0000000000000zzz'
        Assert-Error $failures[1] TokenIdInvalid InvalidArgument 'nonsense'
    }

    It 'refuses an empty filter value' {
        { Get-DcvAuthToken -Store $store -UserName '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,DcvAdmin.Tokens.GetDcvAuthTokenCommand'
        { Get-DcvAuthToken -Store $store -Label $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError,DcvAdmin.Tokens.GetDcvAuthTokenCommand'
    }

    It 'completes states' {
        $line = 'Get-DcvAuthToken -State Not'
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be 'NotYetValid'
    }

    It 'says that wildcards are none where nothing matches' {
        Get-DcvAuthToken -Store $store -UserName 'a*' -WarningAction SilentlyContinue -WarningVariable warnings | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike "*user 'a*'*mean themselves*"
    }

    It 'shows whole columns in a window of 80 characters' {
        $lines = (Get-DcvAuthToken $anna.Id -Store $store | Out-String -Width 80) -split '\r?\n' | Where-Object { $_ }
        $lines.Count | Should -Be 3
        $lines[0] | Should -Match 'Id\s+UserName\s+SessionId\s+State\s+ExpiresAt'
    }

    It 'shows when a token expires also where it came through a job' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-DcvAuthToken $anna.Id -Store $store), 1))
        $copy | Out-String -Width 120 | Should -BeLike "*$($anna.ExpiresAt.Year)*"
    }

    It 'shows local expiry, state and policy in a window of 120 characters' {
        Get-DcvAuthToken $anna.Id -Store $store | Out-String -Width 120 |
            Should -BeLike "*$($anna.Id)*anna*console*Active*$($anna.ExpiresAt.LocalDateTime.ToString('yyyy-MM-dd HH:mm'))*SingleClient*class*"
    }

    It 'shows everything as a list' {
        $text = Get-DcvAuthToken $carla.Id -Store $store | Format-List | Out-String -Width 120
        foreach ($property in [DcvAdmin.Tokens.TokenGrantSummary].GetProperties().Name) { $text | Should -Match "(?m)^$property\s+:" }
    }

    Context 'more than one page' {
        BeforeAll {
            $large = New-StoreUri
            $null = 1..450 | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = "u$_" } } | New-DcvAuthToken -Store $large
        }

        It 'lists all pages in order' {
            (Get-DcvAuthToken -Store $large).UserName | Should -Be (1..450 | ForEach-Object { "u$_" })
        }

        It 'asks for no further page than Select-Object -First needs' {
            @(Get-DcvAuthToken -Store $large -Verbose 4>&1 | Where-Object Message -like 'Reading*').Count | Should -Be 3
            $shell = Start-OtherPipeline '$VerbosePreference = "Continue"; Get-DcvAuthToken -Store $store | Select-Object -First 3' @{ store = $large }
            try {
                $shell.Invoke().UserName | Should -Be 'u1', 'u2', 'u3'
                $shell.Streams.Error | Should -BeNullOrEmpty
                @($shell.Streams.Verbose | Where-Object Message -like 'Reading*').Count | Should -Be 1
            } finally { $shell.Dispose() }
        }

        It 'can be stopped while it writes' {
            $started = [System.Threading.ManualResetEventSlim]::new()
            $shell = Start-OtherPipeline 'Get-DcvAuthToken -Store $store | ForEach-Object { $started.Set(); Start-Sleep 30 }' @{ store = $large; started = $started }
            try {
                $running = $shell.BeginInvoke()
                $started.Wait(20000) | Should -BeTrue
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            } finally { $shell.Dispose() }
        }
    }
}
