BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $store = New-StoreUri
    $token = New-DcvAuthToken -Store $store -SessionId console -UserName 'EXAMPLE\anna' -HostName dcv01.example.com
}

Describe 'Get-DcvConnectionUri' {
    Context 'of a token' {
        It 'makes the <Form> link' -TestCases @(
            @{ Form = 'Browser'; Start = 'https://' }
            @{ Form = 'Native'; Start = '' }
            @{ Form = 'Handler'; Start = 'dcv://' }
        ) {
            $link = $token | Get-DcvConnectionUri -Form $Form
            $link | Should -BeOfType ([DcvAdmin.Connections.DcvConnectionUri])
            $link.Uri | Should -BeExactly "${Start}dcv01.example.com:8443/?authToken=$($token.Token)#console"
            $link.Form, $link.HostName, $link.SessionId, $link.Id, $link.UserName | Should -Be $Form, 'dcv01.example.com', 'console', $token.Id, 'EXAMPLE\anna'
            $link.ExpiresAt | Should -Be $token.ExpiresAt
            $link.IsSecret | Should -BeTrue
        }

        It 'takes the host that is given before that of the token' {
            ($token | Get-DcvConnectionUri -HostName 2001:DB8::1 -Port 443 -WebUrlPath /lab).Uri | Should -BeLike 'https://`[2001:db8::1`]:443/lab`?authToken=*#console'
        }

        It 'goes through a gateway' {
            ($token | Get-DcvConnectionUri -Gateway gw.example.com:443).Uri | Should -BeLike 'https://gw.example.com:443/`?authToken=*#console'
        }

        It 'refuses <Name> beside -Gateway, before a token is issued for it' -TestCases @(
            @{ Name = 'Port'; With = @{ Port = 443 }; Id = 'GatewayAndPort' }
            @{ Name = 'WebUrlPath'; With = @{ WebUrlPath = '/lab' }; Id = 'GatewayAndPath' }
        ) {
            $failure = { New-DcvAuthToken -Store $store -SessionId s -UserName "none-$Name" | Get-DcvConnectionUri -Gateway gw.example.com @With } | Should -Throw -PassThru
            Assert-Error $failure $Id InvalidArgument gw.example.com
            Get-DcvAuthToken -UserName "none-$Name" -Store $store -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            # A row without a gateway may still have them.
            ($token | Get-DcvConnectionUri -Gateway '' @With).Uri | Should -BeLike 'https://dcv01.example.com*'
        }

        It 'takes the name <Text> as it is meant' -TestCases @(@{ Text = ' dcv01.example.com ' }, @{ Text = 'dcv01.example.com.' }, @{ Text = "dcv01.example.com`t" }) {
            ($token | Get-DcvConnectionUri -HostName $Text).Uri | Should -BeLike 'https://dcv01.example.com:8443/*'
        }

        It 'keeps a hostile session in its place: <Session>' -TestCases @(
            @{ Session = 'a b'; Encoded = 'a%20b' }
            @{ Session = '#x?authToken=y&z'; Encoded = '%23x%3FauthToken%3Dy%26z' }
            @{ Session = '" --evil "'; Encoded = '%22%20--evil%20%22' }
            @{ Session = '$(calc);`n'; Encoded = '%24%28calc%29%3B%60n' }
            @{ Session = '..\..\x'; Encoded = '..%5C..%5Cx' }
        ) {
            $link = New-DcvAuthToken -Store $store -SessionId $Session -UserName u | Get-DcvConnectionUri -HostName h -Form Handler
            ($link.Uri -split '#', 2)[1] | Should -BeExactly $Encoded
        }

        It 'shows the link in its views, and says that it is a secret' {
            $link = $token | Get-DcvConnectionUri
            $link | Format-Table | Out-String -Width 300 | Should -Match 'IsSecret\s+Uri[\s\S]+True\s+https://.+authToken='
            $link | Format-List | Out-String -Width 300 | Should -Match 'IsSecret\s+: True'
        }

        It 'does not show the token as text' {
            "$($token | Get-DcvConnectionUri)" | Should -BeLike "(secret link with the token $($token.Id) for console on dcv01.example.com:8443; *"
        }

        It 'reports what has no host, and goes on with the others' {
            $others = 1..2 | ForEach-Object { New-DcvAuthToken -Store $store -SessionId s -UserName "u$_" -HostName "h$_" }
            $lost = New-DcvAuthToken -Store $store -SessionId s -UserName u
            $links = $others[0], $lost, $others[1] | Get-DcvConnectionUri -ErrorAction SilentlyContinue -ErrorVariable failures
            $links.HostName | Should -Be 'h1', 'h2'
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] ConnectionInvalid InvalidArgument $lost.Id
            "$($failures[0])" | Should -BeLike '*Give -HostName*'
        }

        It 'stops when enough was made' {
            $ids = $token, $token, $token | Get-DcvConnectionUri | Select-Object -First 1
            @($ids).Count | Should -Be 1
        }
    }

    Context 'of a session' {
        It 'holds no secret, and is shown' {
            $link = Get-DcvConnectionUri -HostName dcv01 -SessionId console -Form Native
            $link.IsSecret | Should -BeFalse
            "$link" | Should -BeExactly 'dcv01:8443#console'
            "$($link.Id)$($link.UserName)$($link.ExpiresAt)" | Should -BeNullOrEmpty
        }

        It 'refuses <Why>' -TestCases @(
            @{ Why = 'a host with a port'; With = @{ HostName = 'dcv01:8443' }; Says = '*without a port*' }
            @{ Why = 'a host that is an address'; With = @{ HostName = 'https://dcv01/' }; Says = '*not the name or address of a host*' }
            @{ Why = 'a host with a line end'; With = @{ HostName = "dcv01`nx" }; Says = '*not the name or address of a host*' }
            @{ Why = 'a host that is a number'; With = @{ HostName = '0x7f000001' }; Says = '*not the name or address of a host*' }
            @{ Why = 'a host with an escape sequence'; With = @{ HostName = "a$([char] 27)[31m" }; Says = '*u001B*' }
            @{ Why = 'a path without a slash'; With = @{ HostName = 'h'; WebUrlPath = 'lab' }; Says = '*does not start with a slash*' }
            @{ Why = 'a path with a query'; With = @{ HostName = 'h'; WebUrlPath = '/?authToken=x' }; Says = '*U+003F*' }
            @{ Why = 'a gateway without a token'; With = @{ HostName = 'h'; Gateway = 'gw' }; Says = '*lets nobody through without a token*' }
        ) {
            $failure = { Get-DcvConnectionUri -SessionId s @With -ErrorAction Stop } | Should -Throw -PassThru -ExpectedMessage $Says
            Assert-Error $failure ConnectionInvalid InvalidArgument $With.HostName.Replace("`n", '\u000A').Replace("$([char] 27)", '\u001B')
            # An escape sequence or a line end of the value does not reach the terminal.
            "$($failure.ErrorDetails.Message)$($failure.Exception.Message)" | Should -Not -Match '[\x00-\x1f]'
        }

        It 'refuses a session with a control character' {
            { Get-DcvConnectionUri -HostName h -SessionId "a`e[31m" -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionInvalid,*'
        }
    }
}
