BeforeAll { . (Join-Path $PSScriptRoot 'common.ps1') }

Describe 'Test-DcvAuthToken' {
    BeforeAll {
        $store = New-StoreUri
        $anna = New-DcvAuthToken -Store $store -SessionId console -UserName anna
    }

    Context 'against a store' {
        It 'grants what was just issued' {
            $test = New-DcvAuthToken -Store $store -SessionId s -UserName u | Test-DcvAuthToken -Store $store
            $test | Should -BeOfType ([DcvAdmin.Tokens.DcvAuthTokenTest])
            $test.Verdict | Should -Be 'Granted'
            $test.Reason | Should -BeNullOrEmpty
            $test.UserName | Should -Be 'u'
            $test.SessionId | Should -Be 's'
            $test.TestedBy | Should -Be $store
            $test.Grant.State | Should -Be 'Active'
        }

        It 'takes the secret as a SecureString' {
            (Test-DcvAuthToken -Token (ConvertTo-SecureString $anna.Token -AsPlainText -Force) -SessionId console -Store $store).Verdict | Should -Be 'Granted'
        }

        It 'says <Reason>' -TestCases @(
            @{ Reason = 'WrongSession'; Test = { $anna | Test-DcvAuthToken -Store $store -SessionId Console } }
            @{ Reason = 'Unknown'; Test = { Test-DcvAuthToken -Token (ConvertTo-SecureString nonsense -AsPlainText -Force) -SessionId console -Store $store } }
            @{ Reason = 'Revoked'; Test = { $t = New-DcvAuthToken -Store $store -SessionId s -UserName u; $t | Revoke-DcvAuthToken -Store $store; $t | Test-DcvAuthToken -Store $store } }
            @{ Reason = 'NotYetValid'; Test = { New-DcvAuthToken -Store $store -SessionId s -UserName u -NotBefore ([DateTimeOffset]::UtcNow.AddHours(1)) | Test-DcvAuthToken -Store $store } }
        ) {
            $test = & $Test
            $test.Verdict | Should -Be 'Denied'
            $test.Reason | Should -Be $Reason
            $test.UserName | Should -BeNullOrEmpty
            $test.Explanation | Should -Match '^[A-Z].*\.$'
        }

        It 'redeems nothing' {
            $token = New-DcvAuthToken -Store $store -SessionId s -UserName u -UsePolicy SingleUse
            1..3 | ForEach-Object { ($token | Test-DcvAuthToken -Store $store -ClientAddress 10.0.0.1).Verdict } | Should -Be 'Granted', 'Granted', 'Granted'
            (Get-DcvAuthToken $token.Id -Store $store).RedeemedAt | Should -BeNullOrEmpty
        }

        It 'brings the client address into its normal form' {
            ($anna | Test-DcvAuthToken -Store $store -ClientAddress '[::ffff:10.1.2.3]:5555').ClientAddress | Should -Be '10.1.2.3'
        }

        It 'warns where the client address is no IP address' {
            $null = $anna | Test-DcvAuthToken -Store $store -ClientAddress 'office pc' -WarningAction SilentlyContinue -WarningVariable warnings
            "$warnings" | Should -BeLike "*'office pc' is no IP address*"
            $null = $anna | Test-DcvAuthToken -Store $store -ClientAddress 2001:db8::1 -WarningVariable none
            $none | Should -BeNullOrEmpty
        }

        It 'refuses a client address that cannot be one' {
            $failure = { $anna | Test-DcvAuthToken -Store $store -ClientAddress "a`nb" } | Should -Throw -PassThru
            Assert-Error $failure ClientAddressInvalid InvalidArgument "a`nb"
        }
    }

    Context 'a grant whose secret nobody has' {
        It 'is judged by what the store knows' {
            $mine = New-StoreUri
            $rows = 'anna', 'ben', 'cleo' | ForEach-Object { New-DcvAuthToken -Store $mine -SessionId s -UserName $_ }
            $rows[1] | Revoke-DcvAuthToken -Store $mine
            $tests = Get-DcvAuthToken -Store $mine | Test-DcvAuthToken -Store $mine | Sort-Object { $_.Grant.UserName }
            $tests.Verdict | Should -Be 'Granted', 'Denied', 'Granted'
            $tests[1].Reason | Should -Be 'Revoked'
            $tests.Id | Should -Be $rows.Id
        }

        It 'is read anew' {
            $token = New-DcvAuthToken -Store $store -SessionId s -UserName u
            $grant = Get-DcvAuthToken $token.Id -Store $store
            $token | Revoke-DcvAuthToken -Store $store
            ($grant | Test-DcvAuthToken -Store $store).Reason | Should -Be 'Revoked'
        }

        It 'is found by its id, from <Source>' -TestCases @(
            @{ Source = 'text'; Make = { param($grant) $grant.Id } }
            @{ Source = 'a CSV file'; Make = { param($grant) $grant | ConvertTo-Csv | ConvertFrom-Csv } }
            @{ Source = 'a job or a file'; Make = { param($grant) [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($grant)) } }
            @{ Source = 'a new token that came through a job'; Make = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($anna)) } }
        ) {
            $test = & $Make (Get-DcvAuthToken $anna.Id -Store $store) | Test-DcvAuthToken -Store $store
            $test.Id, $test.Verdict, $test.SessionId | Should -Be $anna.Id, 'Granted', 'console'
        }

        It 'is reported where the id is none, and the others go on' {
            $tests = 'nonsense', $anna.Id | Test-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
            $tests.Id | Should -Be $anna.Id
            Assert-Error $failures[0] TokenIdInvalid InvalidArgument nonsense
        }

        It 'cannot be shown to a verifier' {
            { Get-DcvAuthToken $anna.Id -Store $store | Test-DcvAuthToken -VerifierUri https://localhost:1 -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        }
    }

    Context 'secrets' {
        It 'refuses a token in plain text, and does not repeat it' {
            $failure = { Test-DcvAuthToken -Token 'plain-secret' -SessionId s -Store $store } |
                Should -Throw -PassThru -ExpectedMessage '*Read-Host -AsSecureString*' -ErrorId 'ParameterArgumentTransformationError,DcvAdmin.Tokens.TestDcvAuthTokenCommand'
            $failure.Exception.ToString() | Should -Not -BeLike '*plain-secret*'
        }

        It 'refuses an empty token' {
            $failure = { Test-DcvAuthToken -Token ([securestring]::new()) -SessionId s -Store $store } | Should -Throw -PassThru
            Assert-Error $failure TokenEmpty InvalidArgument ''
        }

        It 'shows no secret in its result' {
            $anna | Test-DcvAuthToken -Store $store | Format-List * -Force | Out-String -Width 300 | Should -Not -BeLike "*$($anna.Token)*"
        }
    }

    Context 'against a verifier' {
        AfterEach { if ($verifier) { Stop-LoopbackServer $verifier; $verifier = $null } }

        It 'asks as a DCV server does, and reports the user of a yes' {
            $verifier = Start-LoopbackServer '<auth result="yes"><username>EXAMPLE\anna</username></auth>'
            $test = $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri -ClientAddress 10.0.0.1
            $test.Verdict | Should -Be 'Granted'
            $test.UserName | Should -Be 'EXAMPLE\anna'
            $test.TestedBy | Should -Be $verifier.Uri
            $test.Grant | Should -BeNullOrEmpty
            $request = @($verifier.Seen)[0]
            $request | Should -BeLike 'POST / HTTP/1.1*Content-Type: application/x-www-form-urlencoded*'
            $request | Should -BeLike "*sessionId=console&authenticationToken=$($anna.Token)&clientAddress=10.0.0.1"
        }

        It 'reports a no with the verifier''s message, and that it tells no reason' {
            $verifier = Start-LoopbackServer '<auth result="no"><message>Go away</message></auth>'
            $test = $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri
            $test.Verdict | Should -Be 'Denied'
            $test.Reason | Should -BeNullOrEmpty
            $test.Explanation | Should -BeLike '*Go away*never tells the reason*'
        }

        It 'asks nobody under -WhatIf' {
            $verifier = Start-LoopbackServer '<auth result="yes"><username>u</username></auth>'
            $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri -WhatIf | Should -BeNullOrEmpty
            $verifier.Seen.Count | Should -Be 0
        }

        It 'fails with VerifierProtocol where the answer is no verifier''s' {
            $verifier = Start-LoopbackServer '<html/>'
            $failure = { $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure VerifierProtocol ProtocolError $anna.Id
        }

        It 'fails with VerifierThrottled where it asks for patience' {
            $verifier = Start-LoopbackServer 'slow down' 429
            $failure = { $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure VerifierThrottled LimitsExceeded $anna.Id
        }

        It 'fails with VerifierUnavailable where nobody listens' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri https://127.0.0.1:1/ -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure VerifierUnavailable ConnectionError $anna.Id
        }

        It 'sends no token unencrypted to another machine' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri http://verifier.example/ } | Should -Throw -PassThru
            Assert-Error $failure VerifierInsecure SecurityError http://verifier.example/
        }

        It 'sends it where that is asked for by name' {
            # A name that cannot exist (RFC 2606): the refusal is passed, the connection fails.
            $failure = { $anna | Test-DcvAuthToken -VerifierUri http://verifier.invalid/ -AllowInsecureHttp -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure VerifierUnavailable ConnectionError $anna.Id
        }

        It 'takes a host and port as an https address' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri 127.0.0.1:1/verify -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure VerifierUnavailable ConnectionError $anna.Id
        }

        It 'refuses <Uri> as an address' -TestCases @(
            @{ Uri = 'ftp://host/'; Message = '*ftp://host/*is not a web address*' }
            @{ Uri = 'a b'; Message = '*is not a web address*' }
            @{ Uri = 'https://user:secret@host/'; Message = '*holds a user name or password*' }
        ) {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri $Uri } |
                Should -Throw -PassThru -ExpectedMessage $Message -ErrorId 'ParameterArgumentTransformationError,DcvAdmin.Tokens.TestDcvAuthTokenCommand'
            $failure.Exception.ToString() | Should -Not -BeLike '*secret*'
        }

        It 'asks no more than -ThrottleLimit at once' {
            $verifier = Start-LoopbackServer -AnswerOnly 0
            $tokens = 1..6 | ForEach-Object { New-DcvAuthToken -Store $store -SessionId s -UserName "u$_" }
            $shell = Start-OtherPipeline '$tokens | Test-DcvAuthToken -VerifierUri $uri -ThrottleLimit 3' @{ tokens = $tokens; uri = $verifier.Uri }
            try {
                $running = $shell.BeginInvoke()
                # Each answer lets in exactly one more question, up to the last.
                foreach ($answered in 0..5) {
                    Wait-Until { $verifier.Seen.Count -eq [Math]::Min(6, 3 + $answered) }
                    Send-Reply @($verifier.Waiting)[$answered] '<auth result="yes"><username>u</username></auth>'
                }

                @($shell.EndInvoke($running)).Count | Should -Be 6
            } finally { $shell.Dispose() }
        }

        It 'goes on with the next token where one fails' {
            $verifier = Start-LoopbackServer '<html/>'
            $tokens = 1..3 | ForEach-Object { New-DcvAuthToken -Store $store -SessionId s -UserName "u$_" }
            $tokens | Test-DcvAuthToken -VerifierUri $verifier.Uri -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures.TargetObject | Sort-Object | Should -Be ($tokens.Id | Sort-Object)
            $verifier.Seen.Count | Should -Be 3
        }

        It 'refuses a store beside a verifier' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri https://host/ -Store $store } | Should -Throw -PassThru
            Assert-Error $failure VerifierAndStore InvalidArgument https://host/
        }
    }
}
