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

        It 'refuses a client address that cannot be one' {
            $failure = { $anna | Test-DcvAuthToken -Store $store -ClientAddress "a`nb" } | Should -Throw -PassThru
            Assert-Error $failure ClientAddressInvalid InvalidArgument "a`nb"
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
        AfterEach { if ($verifier) { Stop-Verifier $verifier; $verifier = $null } }

        It 'asks as a DCV server does, and reports the user of a yes' {
            $verifier = Start-Verifier '<auth result="yes"><username>EXAMPLE\anna</username></auth>'
            $test = $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri -ClientAddress 10.0.0.1
            $test.Verdict | Should -Be 'Granted'
            $test.UserName | Should -Be 'EXAMPLE\anna'
            $test.TestedBy | Should -Be $verifier.Uri
            $test.Grant | Should -BeNullOrEmpty
            $request = @($verifier.Seen)[0]
            $request | Should -BeLike 'POST /verify HTTP/1.1*Content-Type: application/x-www-form-urlencoded*'
            $request | Should -BeLike "*sessionId=console&authenticationToken=$($anna.Token)&clientAddress=10.0.0.1"
        }

        It 'reports a no with the verifier''s message, and that it tells no reason' {
            $verifier = Start-Verifier '<auth result="no"><message>Go away</message></auth>'
            $test = $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri
            $test.Verdict | Should -Be 'Denied'
            $test.Reason | Should -BeNullOrEmpty
            $test.Explanation | Should -BeLike '*Go away*never tells the reason*'
        }

        It 'asks nobody under -WhatIf' {
            $verifier = Start-Verifier '<auth result="yes"><username>u</username></auth>'
            $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri -WhatIf | Should -BeNullOrEmpty
            $verifier.Seen.Count | Should -Be 0
        }

        It 'ends with VerifierProtocol where the answer is no verifier''s' {
            $verifier = Start-Verifier '<html/>'
            $failure = { $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri } | Should -Throw -PassThru
            Assert-Error $failure VerifierProtocol ProtocolError $verifier.Uri
        }

        It 'ends with VerifierThrottled where it asks for patience' {
            $verifier = Start-Verifier 'slow down' 429
            $failure = { $anna | Test-DcvAuthToken -VerifierUri $verifier.Uri } | Should -Throw -PassThru
            Assert-Error $failure VerifierThrottled LimitsExceeded $verifier.Uri
        }

        It 'ends with VerifierUnavailable where nobody listens' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri https://127.0.0.1:1/ } | Should -Throw -PassThru
            Assert-Error $failure VerifierUnavailable ConnectionError https://127.0.0.1:1/
        }

        It 'stops at once while a verifier is silent' {
            $verifier = Start-Verifier ''
            $shell = Start-OtherPipeline '$anna | Test-DcvAuthToken -VerifierUri $uri' @{ anna = $anna; uri = $verifier.Uri }
            try {
                $running = $shell.BeginInvoke()
                for ($i = 0; $i -lt 200 -and $verifier.Seen.Count -eq 0; $i++) { Start-Sleep -Milliseconds 100 }
                $verifier.Seen.Count | Should -Be 1
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            } finally { $shell.Dispose() }
        }

        It 'sends no token unencrypted to another machine' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri http://verifier.example/ } | Should -Throw -PassThru
            Assert-Error $failure VerifierInsecure SecurityError http://verifier.example/
        }

        It 'sends it where that is asked for by name' {
            # A name that cannot exist (RFC 2606): the refusal is passed, the connection fails.
            $failure = { $anna | Test-DcvAuthToken -VerifierUri http://verifier.invalid/ -AllowInsecureHttp } | Should -Throw -PassThru
            Assert-Error $failure VerifierUnavailable ConnectionError http://verifier.invalid/
        }

        It 'refuses <Uri> as an address' -TestCases @(
            @{ Uri = 'ftp://host/'; Target = 'ftp://host' }
            @{ Uri = 'verify'; Target = 'verify' }
            @{ Uri = 'https://user:secret@host/'; Target = 'https://host' }
        ) {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri $Uri } | Should -Throw -PassThru
            Assert-Error $failure VerifierUriInvalid InvalidArgument $Target
            "$failure" | Should -Not -BeLike '*secret*'
        }

        It 'refuses a store beside a verifier' {
            $failure = { $anna | Test-DcvAuthToken -VerifierUri https://host/ -Store $store } | Should -Throw -PassThru
            Assert-Error $failure VerifierAndStore InvalidArgument https://host/
        }
    }
}
