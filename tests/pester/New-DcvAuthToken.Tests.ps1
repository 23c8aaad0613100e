BeforeAll { . (Join-Path $PSScriptRoot 'common.ps1') }

Describe 'New-DcvAuthToken' {
    BeforeEach { $store = New-StoreUri }

    Context 'one token' {
        It 'returns everything about the token, the secret included' {
            $before = [DateTimeOffset]::UtcNow.AddSeconds(-1)
            $token = New-DcvAuthToken -Store $store -SessionId console -UserName 'EXAMPLE\anna' -Lifetime 90m -Label class -UsePolicy SingleUse
            $token | Should -BeOfType ([DcvAdmin.Tokens.DcvAuthToken])
            $token.Token | Should -Match '^[A-Za-z0-9_-]{43}$'
            $token.Id | Should -Match '^[0-9a-hjkmnp-tv-z]{16}$'
            $token.UserName | Should -Be 'EXAMPLE\anna'
            $token.SessionId | Should -Be 'console'
            $token.Label | Should -Be 'class'
            $token.UsePolicy | Should -Be 'SingleUse'
            $token.IssuedAt | Should -BeGreaterThan $before
            $token.NotBefore | Should -Be $token.IssuedAt
            $token.ExpiresAt - $token.IssuedAt | Should -Be ([TimeSpan] '01:30:00')
            $token.Issuer | Should -Be "$([Environment]::UserDomainName)\$([Environment]::UserName)"
        }

        It 'is valid for an hour, for one client, where nothing else is asked' {
            $token = New-DcvAuthToken -Store $store -SessionId s -UserName u
            $token.ExpiresAt - $token.NotBefore | Should -Be ([TimeSpan]::FromHours(1))
            $token.UsePolicy | Should -Be 'SingleClient'
            $token.Label | Should -BeNullOrEmpty
        }

        It 'makes the token as long as asked' {
            (New-DcvAuthToken -Store $store -SessionId s -UserName u -TokenLength 100).Token.Length | Should -Be 100
        }

        It 'takes a later start' {
            $start = [DateTimeOffset]::UtcNow.AddDays(1)
            $token = New-DcvAuthToken -Store $store -SessionId s -UserName u -NotBefore $start -Lifetime 2d
            [Math]::Abs(($token.NotBefore - $start).TotalMilliseconds) | Should -BeLessThan 1
            $token.ExpiresAt - $token.NotBefore | Should -Be ([TimeSpan]::FromDays(2))
        }

        It 'takes the default store from the environment' {
            $env:DCVADMIN_STORE = $store
            try { $token = New-DcvAuthToken -SessionId s -UserName u } finally { $env:DCVADMIN_STORE = $null }
            (Get-DcvAuthToken $token.Id -Store $store).UserName | Should -Be u
        }
    }

    Context 'instants' {
        It 'reads <Text> the same in every culture' -TestCases @(
            @{ Text = '2027-12-05 10:00' }, @{ Text = '2027-12-05T10:00' }, @{ Text = '2027-12-05T10:00:00Z' }, @{ Text = '2027-12-05 10:00:00 +02:00' }
        ) {
            $expected = [DateTimeOffset]::Parse($Text, [cultureinfo]::InvariantCulture)
            $before = [cultureinfo]::CurrentCulture
            try {
                foreach ($name in 'en-GB', 'th-TH', 'ar-SA', 'de-DE') {
                    [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::GetCultureInfo($name)
                    { New-DcvAuthToken -Store $store -SessionId s -UserName u -NotBefore $Text -Lifetime 30d -ErrorAction Stop } | Should -Throw -ErrorId 'TokenRequestRefused,*' -ExpectedMessage '*365 days ahead*'
                    (New-DcvAuthToken -Store $store -SessionId s -UserName u -NotBefore $Text.Replace('2027', '2026')).NotBefore | Should -Be $expected.AddYears(-1)
                }
            } finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $before }
        }

        It 'refuses what is none' {
            { New-DcvAuthToken -Store $store -SessionId s -UserName u -NotBefore soon } | Should -Throw -ExpectedMessage '*2026-12-05 10:00*' -ErrorId 'ParameterArgumentTransformationError,*'
        }
    }

    Context 'lifetime' {
        It 'reads <Text>' -TestCases @(
            @{ Text = '45s'; Expected = '00:00:45' }
            @{ Text = '90m'; Expected = '01:30:00' }
            @{ Text = '3h'; Expected = '03:00:00' }
            @{ Text = '2d'; Expected = '2.00:00:00' }
            @{ Text = '1h30m'; Expected = '01:30:00' }
            @{ Text = '90'; Expected = '00:01:30' }
            @{ Text = 90; Expected = '00:01:30' }
            @{ Text = '1:00:00'; Expected = '01:00:00' }
            @{ Text = '00:15:00'; Expected = '00:15:00' }
            @{ Text = [TimeSpan]::FromMinutes(7); Expected = '00:07:00' }
        ) {
            $token = New-DcvAuthToken -Store $store -SessionId s -UserName u -Lifetime $Text
            $token.ExpiresAt - $token.NotBefore | Should -Be ([TimeSpan] $Expected)
        }

        It 'refuses <Text> and lists what is allowed' -TestCases @(@{ Text = '1.5' }, @{ Text = 1.5 }, @{ Text = 'soon' }, @{ Text = '1:30' }) {
            { New-DcvAuthToken -Store $store -SessionId s -UserName u -Lifetime $Text } |
                Should -Throw -ExpectedMessage '*45s, 15m, 3h, 2d*' -ErrorId 'ParameterArgumentTransformationError,DcvAdmin.Tokens.NewDcvAuthTokenCommand'
        }
    }

    Context 'rows of a CSV file' {
        It 'issues a class' {
            $csv = Join-Path $TestDrive 'class.csv'
            1..200 | ForEach-Object { [pscustomobject] @{ SessionId = "lab-$_"; UserName = "student$_" } } | Export-Csv $csv -NoTypeInformation
            $tokens = Import-Csv $csv | New-DcvAuthToken -Store $store -Lifetime 3h -Label class
            $tokens.Count | Should -Be 200
            $tokens.UserName | Should -Be (1..200 | ForEach-Object { "student$_" })
            ($tokens.Token | Sort-Object -Unique).Count | Should -Be 200
            (Get-DcvAuthToken -Store $store -Label class).Count | Should -Be 200
        }

        It 'keeps the order over several batches' {
            $tokens = 1..1203 | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = "u$_" } } | New-DcvAuthToken -Store $store
            $tokens.UserName | Should -Be (1..1203 | ForEach-Object { "u$_" })
        }

        It 'takes all columns, and a blank cell as the default' {
            $rows = @'
SessionId,UserName,Lifetime,NotBefore,UsePolicy,Label,TokenLength
s1,u1,2h,,MultiUse,red,64
s2,u2,,,,,
'@ | ConvertFrom-Csv
            $tokens = $rows | New-DcvAuthToken -Store $store
            $tokens.Count | Should -Be 2
            $tokens[0].ExpiresAt - $tokens[0].NotBefore | Should -Be ([TimeSpan]::FromHours(2))
            $tokens[0].UsePolicy | Should -Be 'MultiUse'
            $tokens[0].Label | Should -Be 'red'
            $tokens[0].Token.Length | Should -Be 64
            $tokens[1].ExpiresAt - $tokens[1].NotBefore | Should -Be ([TimeSpan]::FromHours(1))
            $tokens[1].UsePolicy | Should -Be 'SingleClient'
            $tokens[1].Label | Should -BeNullOrEmpty
            $tokens[1].Token.Length | Should -Be 43
        }

        It 'refuses a row with all its flaws, and issues the others' {
            $rows = @'
SessionId,UserName,TokenLength
s1,u1,
,u2,5
s3,u3,
'@ | ConvertFrom-Csv
            $tokens = $rows | New-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
            $tokens.UserName | Should -Be 'u1', 'u3'
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] TokenRequestRefused InvalidArgument 'u2 on '
            "$($failures[0])" | Should -BeLike '*session id is empty*token length 5*'
        }

        It 'gives the refused request back, so that it can be mended and piped in again' {
            [pscustomobject] @{ SessionId = 's'; UserName = 'u'; Lifetime = '99d'; Label = 'red' } | New-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
            $token = $failures[0].TargetObject | New-DcvAuthToken -Store $store -Lifetime 1d
            $token.UserName | Should -Be 'u'
            $token.Label | Should -Be 'red'
        }

        It 'ends at the first refused row where -ErrorAction Stop asks for it, and leaves no token behind that nobody has seen' {
            $seen = [System.Collections.Generic.List[object]]::new()
            { 'u1', '', 'u3' | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = $_ } } |
                New-DcvAuthToken -Store $store -ErrorAction Stop | ForEach-Object { $seen.Add($_) } } | Should -Throw -ErrorId 'TokenRequestRefused,DcvAdmin.Tokens.NewDcvAuthTokenCommand'
            $seen.UserName | Should -Be 'u1'
            (Get-DcvAuthToken -Store $store -State Active).UserName | Should -Be 'u1'
        }

        It 'takes back what Select-Object -First never let through' {
            # The first is issued alone, the others together.
            $rows = 1..20 | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = "u$_" } }
            ($rows | New-DcvAuthToken -Store $store | Select-Object -First 3).UserName | Should -Be 'u1', 'u2', 'u3'
            (Get-DcvAuthToken -Store $store -State Active).UserName | Should -Be 'u1', 'u2', 'u3'
            @(Get-DcvAuthToken -Store $store -State Revoked).Count | Should -Be 17
        }
    }

    Context 'safety' {
        It 'changes nothing under -WhatIf, not even the store''s file' {
            New-DcvAuthToken -Store $store -SessionId s -UserName u -WhatIf | Should -BeNullOrEmpty
            Get-ChildItem $TestDrive -Filter "*$(($store -split '/')[-1])*" | Should -BeNullOrEmpty
        }

        It 'does not show the secret where a token is turned into text' {
            $token = New-DcvAuthToken -Store $store -SessionId s -UserName u
            "$token" | Should -Be "$($token.Id) (u on s)"
        }

        It 'lets no character of a name reach the terminal: <Name>' -TestCases @(
            @{ Name = 'an escape sequence'; Hostile = "a$([char] 27)]0;PWNED$([char] 7)"; Shown = 'a\u001B]0;PWNED\u0007' }
            @{ Name = 'a bidirectional override'; Hostile = "a$([char] 0x202E)nna"; Shown = 'a\u202Enna' }
        ) {
            $row = [pscustomobject] @{ SessionId = 's'; UserName = $Hostile }
            $row | New-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
            "$($failures[0])" | Should -BeLike "*'$Shown'*"
            "$($failures[0])$($failures[0].Exception.Message)" | Should -Not -BeLike "*$Hostile*"
            $said = $row | New-DcvAuthToken -Store $store -Verbose -ErrorAction SilentlyContinue 4>&1 | Out-String
            $said | Should -BeLike "*$Shown*"
            $said.Contains($Hostile) | Should -BeFalse
        }

        It 'shows no secret in an error' {
            $tokens = 'u1', '', 'u2' | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = $_ } } | New-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable failures
            Get-DcvAuthToken $tokens[0].Id, nonsense -Store $store -ErrorAction SilentlyContinue -ErrorVariable +failures
            $text = $failures | Format-List * -Force | Out-String -Width 500
            foreach ($token in $tokens) { $text | Should -Not -BeLike "*$($token.Token)*" }
        }
    }

    Context 'default view' {
        It 'shows the whole token in a window of <Width> characters' -TestCases @(@{ Width = 80 }, @{ Width = 100 }, @{ Width = 120 }, @{ Width = 250 }) {
            $token = New-DcvAuthToken -Store $store -SessionId ([guid]::NewGuid()) -UserName 'EXAMPLE\anna.karenina' -UsePolicy MultiUse
            $text = $token | Out-String -Width $Width
            $text | Should -BeLike "*$($token.Token)*"
            $text | Should -BeLike "*$($token.Id)*"
        }

        It 'shows user, session, local expiry and policy in a window of 120 characters' {
            $token = New-DcvAuthToken -Store $store -SessionId console -UserName anna
            $token | Out-String -Width 120 | Should -BeLike "*anna*$($token.ExpiresAt.LocalDateTime.ToString('yyyy-MM-dd HH:mm'))*SingleClient*console*"
        }
    }

    Context 'stores that cannot be used' {
        It 'ends with <Id> for <Uri>' -TestCases @(
            @{ Uri = 'somewhere'; Id = 'StoreInvalidUri'; Category = 'InvalidArgument' }
            @{ Uri = 'http://broker:8443'; Id = 'StoreInvalidUri'; Category = 'InvalidArgument' }
            @{ Uri = 'https://localhost:1'; Id = 'StoreUnauthorized'; Category = 'AuthenticationError' }
        ) {
            $failure = { New-DcvAuthToken -Store $Uri -SessionId s -UserName u } | Should -Throw -PassThru
            Assert-Error $failure $Id $Category $Uri
        }

        It 'ends with StoreNotAStore for a file of another kind' {
            $path = Join-Path (Get-PSDrive TestDrive).Root 'notes.db'
            Set-Content $path ('These are notes. ' * 200)
            $uri = 'sqlite:///' + $path.Replace('\', '/').TrimStart('/')
            $failure = { New-DcvAuthToken -Store $uri -SessionId s -UserName u } | Should -Throw -PassThru
            Assert-Error $failure StoreNotAStore InvalidType $uri
        }

        It 'says each thing once: the message what happened, the recommendation what to do' -Skip:($PSVersionTable.PSVersion -lt '7.5') {
            $failure = { New-DcvAuthToken -Store 'https://localhost:1' -SessionId s -UserName u } | Should -Throw -PassThru
            $failure.ErrorDetails.Message | Should -Not -BeLike "*$($failure.ErrorDetails.RecommendedAction)*"
        }

        It 'says that <Uri> is a folder' -TestCases @(@{ Uri = 'sqlite:///' + [System.IO.Path]::GetTempPath().Replace('\', '/').Trim('/') }) {
            $failure = { New-DcvAuthToken -Store $Uri -SessionId s -UserName u } | Should -Throw -PassThru -ExpectedMessage '*is a folder*'
            Assert-Error $failure StoreInvalidUri InvalidArgument $Uri
        }

        It 'asks for no credentials of a broker where the store is a file' {
            (New-DcvAuthToken -Store $store -SessionId s -UserName u -CredentialFile ./none.json -CaFile ./none.pem).UserName | Should -Be u
        }

        It 'looks for files from the current location' {
            Push-Location $TestDrive
            try { $failure = { New-DcvAuthToken -Store 'https://localhost:1' -CredentialFile ./none.json -SessionId s -UserName u } | Should -Throw -PassThru } finally { Pop-Location }
            Assert-Error $failure FileNotFound ObjectNotFound (Join-Path (Get-PSDrive TestDrive).Root 'none.json')
        }

        It 'refuses a path outside the file system' {
            $failure = { New-DcvAuthToken -Store 'https://localhost:1' -CaFile Env:PATH -SessionId s -UserName u } | Should -Throw -PassThru
            Assert-Error $failure PathNotFileSystem InvalidArgument Env:PATH
        }

        It 'refuses two kinds of credentials at once' {
            $credential = [pscredential]::new('id', (ConvertTo-SecureString secret -AsPlainText -Force))
            $failure = { New-DcvAuthToken -Store 'https://localhost:1' -Credential $credential -CredentialFile x.json -SessionId s -UserName u } | Should -Throw -PassThru
            Assert-Error $failure CredentialTwice InvalidArgument x.json
        }
    }
}
