BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $store = New-StoreUri
    $token = New-DcvAuthToken -Store $store -SessionId console -UserName 'EXAMPLE\anna'
    $names = 'Host name', 'TCP port', 'Certificate', 'Web client', 'QUIC', 'Verifier', 'Token'

    # A port of this machine where nobody listens.
    function Get-ClosedPort {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }

    # One broken link with its mend, and everything after it skipped.
    function Assert-Broken($Steps, [string] $Name, [string] $Detail) {
        $Steps.Name | Should -Be $names
        $at = [array]::IndexOf($names, $Name)
        $Steps[$at].Result | Should -Be 'Failed'
        $Steps[$at].Detail | Should -BeLike $Detail
        $Steps[$at].Mend | Should -Match '^[A-Z].*\.$'
        $Steps[0..$at].Result | Where-Object { $_ -eq 'Failed' } | Should -HaveCount 1
        foreach ($later in $Steps | Select-Object -Skip ($at + 1)) {
            $later.Result | Should -Be 'Skipped'
            $later.Detail, $later.Mend | Should -Be 'Not looked at, because an earlier step failed.', $null
        }
    }
}

Describe 'Test-DcvConnection' {
    AfterEach {
        if ($dcv) { Stop-LoopbackServer $dcv; $dcv = $null }
        if ($verifier) { Stop-LoopbackServer $verifier; $verifier = $null }
    }

    Context 'where all is well' {
        It 'passes every step' {
            $dcv = Start-LoopbackTlsServer
            $verifier = Start-LoopbackServer '<auth result="no"><message>no</message></auth>'
            $steps = $token | Test-DcvConnection 127.0.0.1 -Port $dcv.Port -WebUrlPath /lab/ -CaFile $dcv.Pem -VerifierUri $verifier.Uri -Store $store
            $steps | Should -BeOfType ([DcvAdmin.Diagnosis.DiagnosisStep])
            $steps.Name | Should -Be $names
            $steps.Result | Should -Be 'Passed', 'Passed', 'Passed', 'Passed', 'Skipped', 'Passed', 'Passed'
            $steps.HostName | Sort-Object -Unique | Should -Be '127.0.0.1'
            @($dcv.Seen)[0] | Should -BeLike "GET /lab/ HTTP/1.1`r`nHost: 127.0.0.1:$($dcv.Port)`r`n*"
        }

        It 'sends the token to nobody, and redeems nothing' {
            $dcv = Start-LoopbackTlsServer
            $verifier = Start-LoopbackServer '<auth result="no"><message>no</message></auth>'
            $token | Test-DcvConnection 127.0.0.1 -Port $dcv.Port -VerifierUri $verifier.Uri -Store $store | Format-List * | Out-String -Width 500 | Should -Not -BeLike "*$($token.Token)*"
            "$($dcv.Seen)$($verifier.Seen)" | Should -Not -BeLike "*$($token.Token)*"
            "$($verifier.Seen)" | Should -Match 'sessionId=console&authenticationToken=[\w-]{43}'
            (Get-DcvAuthToken $token.Id -Store $store).RedeemedAt | Should -BeNullOrEmpty
        }

        It 'warns of the server''s own certificate, with its fingerprint' {
            $dcv = Start-LoopbackTlsServer
            $step = Test-DcvConnection 127.0.0.1 -Port $dcv.Port | Where-Object Name -EQ Certificate
            $step.Result | Should -Be 'Warning'
            $print = [BitConverter]::ToString([System.Security.Cryptography.SHA256]::Create().ComputeHash($dcv.Certificate.RawData)).Replace('-', ':')
            $step.Detail | Should -BeLike "*$print*self-signed*"
            $step.Mend | Should -BeLike '*-CaFile*'
        }

        It 'shows nothing raw of what a certificate calls itself' {
            $dcv = Start-LoopbackTlsServer -Subject "CN=evil$([char] 27)[31mRED"
            $step = Test-DcvConnection 127.0.0.1 -Port $dcv.Port | Where-Object Name -EQ Certificate
            $step.Detail | Should -BeLike '*evil\u001B*'
            "$($step.Detail)$($step.Mend)" | Should -Not -Match '[\x00-\x1f]'
        }

        It 'goes on behind a server''s own certificate where -CaFile is the verifier''s authority' {
            $dcv = Start-LoopbackTlsServer
            $verifier = Start-LoopbackTlsServer -Reply '<auth result="no"><message>no</message></auth>'
            $steps = Test-DcvConnection 127.0.0.1 -Port $dcv.Port -UserName 'EXAMPLE\anna' -SessionId console -VerifierUri "https://127.0.0.1:$($verifier.Port)/" -CaFile $verifier.Pem -Store $store
            $steps.Name | Should -Be $names
            $steps.Result | Should -Be 'Passed', 'Passed', 'Warning', 'Passed', 'Skipped', 'Passed', 'Passed'
        }

        It 'goes to a gateway instead of the server' {
            $dcv = Start-LoopbackTlsServer
            $steps = $token | Test-DcvConnection no-such-host.invalid -Gateway "127.0.0.1:$($dcv.Port)" -CaFile $dcv.Pem -Store $store
            $steps.Result | Should -Be 'Passed', 'Passed', 'Passed', 'Passed', 'Skipped', 'Skipped', 'Passed'
            $steps.HostName | Sort-Object -Unique | Should -Be '127.0.0.1'
            @($dcv.Seen)[0] | Should -BeLike "GET / HTTP/1.1`r`nHost: 127.0.0.1:$($dcv.Port)`r`n*"
        }

        It 'does not say that anything was tested where nothing was' {
            $steps = Test-DcvConnection -UserName 'EXAMPLE\anna' -Store $store
            ($steps | Where-Object Name -EQ QUIC).Detail | Should -Not -BeLike '*tested above*'
            ($steps | Where-Object Name -EQ Verifier).Detail | Should -BeLike '*Test-DcvTokenVerifier*'
        }

        It 'shows steps in columns, and each with its mend' {
            $dcv = Start-LoopbackTlsServer
            $steps = Test-DcvConnection 127.0.0.1 -Port $dcv.Port
            $steps | Out-String -Width 200 | Should -Match 'Result\s+Name\s+Detail'
            $steps | Format-List | Out-String | Should -Match 'Mend\s+: Give the server'
        }
    }

    Context 'a broken link' {
        It 'is a name that nobody knows' {
            # RFC 2606: no such name can exist.
            Assert-Broken (Test-DcvConnection no-such-host.invalid) -Name 'Host name' -Detail '*no-such-host.invalid*'
        }

        It 'is a port where nobody listens' {
            Assert-Broken (Test-DcvConnection 127.0.0.1 -Port (Get-ClosedPort)) -Name 'TCP port' -Detail '*does not answer at 127.0.0.1*'
        }

        It 'is a server without TLS' {
            $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $shell = [powershell]::Create().AddScript({
                param($listener)
                $client = $listener.AcceptTcpClient()
                $null = $client.GetStream().Read([byte[]]::new(1024), 0, 1024)
                $answer = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 400 Bad Request`r`n`r`n")
                $client.GetStream().Write($answer, 0, $answer.Length)
                $client.Dispose()
            }).AddArgument($listener)
            $null = $shell.BeginInvoke()
            try { Assert-Broken (Test-DcvConnection 127.0.0.1 -Port $listener.LocalEndpoint.Port) -Name Certificate -Detail '*makes no TLS handshake: *' } finally { $listener.Stop(); $shell.Dispose() }
        }

        It 'is a self-signed certificate, with -Strict' {
            $dcv = Start-LoopbackTlsServer
            Assert-Broken (Test-DcvConnection 127.0.0.1 -Port $dcv.Port -Strict) -Name Certificate -Detail '*self-signed*'
        }

        It 'is a certificate of another authority, with -CaFile and -Strict' {
            $dcv = Start-LoopbackTlsServer
            $other = Start-LoopbackTlsServer
            try {
                Assert-Broken (Test-DcvConnection 127.0.0.1 -Port $dcv.Port -CaFile $other.Pem -Strict) -Name Certificate -Detail '*nobody vouches*'
                $step = Test-DcvConnection 127.0.0.1 -Port $dcv.Port -CaFile $other.Pem | Where-Object Name -EQ Certificate
                $step.Result | Should -Be 'Warning'
                # What was given is not advised again.
                $step.Mend | Should -BeLike '*add it to the file of -CaFile*'
            } finally { Stop-LoopbackServer $other }
        }

        It 'is a certificate for another name' {
            $dcv = Start-LoopbackTlsServer -OnlyForName other.example
            Assert-Broken (Test-DcvConnection 127.0.0.1 -Port $dcv.Port -CaFile $dcv.Pem -Strict) -Name Certificate -Detail '*it is not for 127.0.0.1.'
        }

        It 'is HTTP status <Status>' -TestCases @(@{ Status = 403 }, @{ Status = 500 }) {
            $dcv = Start-LoopbackTlsServer -Status $Status
            Assert-Broken (Test-DcvConnection 127.0.0.1 -Port $dcv.Port) -Name 'Web client' -Detail "*status $Status*"
        }

        It 'is not a page that is missing: the native client needs none' {
            $dcv = Start-LoopbackTlsServer -Status 404
            (Test-DcvConnection 127.0.0.1 -Port $dcv.Port | Where-Object Name -EQ 'Web client').Result | Should -Be 'Warning'
        }

        It 'is a verifier that <Why>' -TestCases @(
            @{ Why = 'lets anyone in'; Reply = '<auth result="yes"><username>x</username></auth>'; Says = '*lets a random token in*' }
            @{ Why = 'is none'; Reply = '<html/>'; Says = '*not the XML*' }
        ) {
            $verifier = Start-LoopbackServer $Reply
            $steps = Test-DcvConnection -VerifierUri $verifier.Uri -UserName u -Store $store
            $steps[0..4].Result | Sort-Object -Unique | Should -Be 'Skipped'
            Assert-Broken $steps -Name Verifier -Detail $Says
        }

        It 'is a verifier that does not answer' {
            Assert-Broken (Test-DcvConnection -VerifierUri "https://127.0.0.1:$(Get-ClosedPort)/") -Name Verifier -Detail '*cannot be reached*'
        }
    }

    Context 'the token' {
        It 'is found by user and session, as in: -User anna -SessionId s' {
            (Test-DcvConnection -User 'example\anna' -SessionId console -Store $store)[-1].Result | Should -Be 'Passed'
        }

        It 'is missing' {
            Assert-Broken (Test-DcvConnection -UserName nobody -Store $store) -Name Token -Detail "*no token with user 'nobody'*"
        }

        It 'is <Why>' -TestCases @(
            @{ Why = 'revoked'; Make = { $t = New-DcvAuthToken -Store $mine -SessionId s -UserName u; $t | Revoke-DcvAuthToken -Store $mine; $t }; Says = '*revoked*' }
            @{ Why = 'not yet valid'; Make = { New-DcvAuthToken -Store $mine -SessionId s -UserName u -NotBefore (Get-Date).AddHours(1) }; Says = '*valid from*' }
        ) {
            $mine = New-StoreUri
            $bad = & $Make
            Assert-Broken (Test-DcvConnection -UserName u -SessionId s -Store $mine) -Name Token -Detail $Says
            Assert-Broken ($bad | Test-DcvConnection -Store $mine) -Name Token -Detail $Says
            # One that is good makes up for those that are not.
            $null = New-DcvAuthToken -Store $mine -SessionId s -UserName u
            (Test-DcvConnection -UserName u -SessionId s -Store $mine)[-1].Result | Should -Be 'Passed'
        }

        It 'is another store''s' {
            $mine = New-StoreUri
            $null = New-DcvAuthToken -Store $mine -SessionId s -UserName u
            Assert-Broken ($token | Test-DcvConnection -Store $mine) -Name Token -Detail '*no token*'
        }

        It 'is in a store that is not there, and that is not made' {
            $folder = Join-Path (Get-PSDrive TestDrive).Root 'missing2'
            Assert-Broken (Test-DcvConnection -UserName u -Store ('sqlite:///' + (Join-Path $folder 'x.db').Replace('\', '/').TrimStart('/'))) -Name Token -Detail 'There is no store at *missing2*'
            $folder | Should -Not -Exist
        }

        It 'is another user''s' {
            Assert-Broken ($token | Test-DcvConnection -UserName bob -Store $store) -Name Token -Detail "*lets in user 'EXAMPLE\anna', not 'bob'*"
            ($token | Test-DcvConnection -UserName 'example\ANNA' -Store $store)[-1].Result | Should -Be 'Passed'
        }

        It 'brings its host with it' {
            $hosted = New-DcvAuthToken -Store $store -SessionId s -UserName u -HostName no-such-host.invalid
            Assert-Broken ($hosted | Test-DcvConnection -Store $store) -Name 'Host name' -Detail '*no-such-host.invalid*'
        }

        It 'leaves the store closed where nothing is asked of it' {
            $none = New-StoreUri
            $null = Test-DcvConnection no-such-host.invalid -UserName u -Store $none
            ([uri] $none).LocalPath | Should -Not -Exist
        }
    }

    Context 'the invocation' {
        It 'answers with -Quiet whether no link is broken' {
            $dcv = Start-LoopbackTlsServer
            Test-DcvConnection 127.0.0.1 -Port $dcv.Port -Quiet | Should -BeExactly $true
            Test-DcvConnection 127.0.0.1 -Port $dcv.Port -Quiet -Strict | Should -BeExactly $false
        }

        It 'takes rows, and says which host each step is about' {
            $steps = "HostName`na.invalid`nb.invalid" | ConvertFrom-Csv | Test-DcvConnection
            $steps.Count | Should -Be 14
            ($steps | Where-Object Result -EQ Failed).HostName | Should -Be 'a.invalid', 'b.invalid'
        }

        It 'refuses <Value> as a host, and goes on with the next' -TestCases @(@{ Value = 'a b' }, @{ Value = 'https://dcv01' }, @{ Value = 'dcv01:8443' }, @{ Value = "dcv01`r`nX: y" }, @{ Value = '127.1' }) {
            $steps = [pscustomobject] @{ HostName = $Value }, [pscustomobject] @{ HostName = 'a.invalid' } | Test-DcvConnection -ErrorAction SilentlyContinue -ErrorVariable failures
            $steps.Count | Should -Be 7
            Assert-Error $failures[0] ConnectionTestInvalid InvalidArgument $Value.Replace("`r", '\u000D').Replace("`n", '\u000A')
            $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*revoke*'
        }

        It 'refuses a path that would end the request' {
            { Test-DcvConnection 127.0.0.1 -WebUrlPath "/ HTTP/1.1`r`nX: y" -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionTestInvalid,*'
        }

        It 'refuses a gateway that is none, or that comes with a port or a path' {
            { Test-DcvConnection -Gateway 'https://gw' -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionTestInvalid,*'
            { Test-DcvConnection -Gateway gw -Port 443 } | Should -Throw -ErrorId 'GatewayAndPort,*'
            { Test-DcvConnection -Gateway gw -WebUrlPath /x } | Should -Throw -ErrorId 'GatewayAndPath,*'
        }

        It 'reports a CA file without certificates as what it is, and tests nothing' {
            $dcv = Start-LoopbackTlsServer
            $file = Join-Path (Get-PSDrive TestDrive).Root 'none.pem'
            Set-Content $file 'none'
            $failure = { Test-DcvConnection 127.0.0.1 -Port $dcv.Port -CaFile $file } | Should -Throw -PassThru
            Assert-Error $failure CaFileInvalid InvalidArgument $file
            $dcv.Seen.Count | Should -Be 0
        }

        It 'wants something to test' {
            $failure = { Test-DcvConnection -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure ConnectionTestInvalid InvalidArgument ''
        }

        It 'stops at once at Ctrl+C, and hangs up' {
            $dcv = Start-LoopbackTlsServer -AnswerOnly 0
            $shell = Start-OtherPipeline 'Test-DcvConnection 127.0.0.1 -Port $port' @{ port = $dcv.Port }
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { $dcv.Waiting.Count -eq 1 }
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
                # The greeting of TLS has arrived, and then nothing more.
                Wait-Until { $client = @($dcv.Waiting)[0]; while ($client.Available) { $null = $client.GetStream().Read([byte[]]::new(4096), 0, 4096) }; Test-HungUp $dcv }
            } finally { $shell.Dispose() }
        }

        It 'hangs up when Select-Object has enough' {
            $dcv = Start-LoopbackTlsServer
            (Test-DcvConnection 127.0.0.1 -Port $dcv.Port | Select-Object -First 2).Name | Should -Be 'Host name', 'TCP port'
            # The server, which serves one after the other, is free again.
            Test-DcvConnection 127.0.0.1 -Port $dcv.Port -Quiet | Should -BeExactly $true
        }
    }
}
