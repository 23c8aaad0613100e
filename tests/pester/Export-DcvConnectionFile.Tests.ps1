BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $store = New-StoreUri

    function Get-NewToken([string] $UserName = 'anna', [string] $SessionId = 'console', [string] $HostName = 'dcv01') {
        New-DcvAuthToken -Store $store -SessionId $SessionId -UserName $UserName -HostName $HostName
    }

    # The [connect] group, read without knowledge of the writer.
    function Read-ConnectionFile([string] $Path) {
        $text = [System.IO.File]::ReadAllText($Path)
        $text | Should -BeLike "[[]version]`nformat=1.0`n`n[[]connect]`n*"
        $values = [ordered] @{}
        foreach ($line in $text.Substring($text.IndexOf('[connect]') + 10) -split "`n" | Where-Object { $_ }) {
            $name, $value = $line -split '=', 2
            $values.Contains($name) | Should -BeFalse
            $values[$name] = $value
        }
        $values
    }
}

Describe 'Export-DcvConnectionFile' {
    BeforeEach {
        $out = Join-Path (Get-PSDrive TestDrive).Root ([guid]::NewGuid().ToString('N'))
    }

    It 'writes a file that opens the session' {
        $token = Get-NewToken 'EXAMPLE\anna'
        $token | Export-DcvConnectionFile -Path $out | Should -BeNullOrEmpty
        $file = Get-ChildItem $out
        $file.Name | Should -BeExactly "EXAMPLE_anna_console_$($token.Id).dcv"
        $values = Read-ConnectionFile $file.FullName
        $values.Keys | Should -Be 'host', 'port', 'webport', 'sessionid', 'authtoken', 'certificatevalidationpolicy'
        $values.Values | Should -Be 'dcv01', '8443', '8443', 'console', $token.Token, 'strict'
    }

    It 'writes what is asked for' {
        Get-NewToken -HostName '' | Export-DcvConnectionFile $out -HostName ::1 -Port 443 -WebUrlPath /lab -Transport Quic -QuicPort 8444 -CertificateValidationPolicy AskUser
        $values = Read-ConnectionFile (Get-ChildItem $out).FullName
        $values.host, $values.port, $values.webport, $values.weburlpath, $values.transport, $values.quicport, $values.certificatevalidationpolicy |
            Should -Be '::1', '443', '443', '/lab', 'quic', '8444', 'ask-user'
    }

    It 'goes through a gateway' {
        Get-NewToken -HostName '' | Export-DcvConnectionFile $out -Gateway gw.example.com:443
        $values = Read-ConnectionFile (Get-ChildItem $out).FullName
        $values.host, $values.port | Should -Be 'gw.example.com', '443'
    }

    It 'serves a class from a CSV file' {
        $rows = 1..200 | ForEach-Object { [pscustomobject] @{ SessionId = "lab-$_"; UserName = "student$_"; HostName = "dcv$_" } }
        $csv = Join-Path (Get-PSDrive TestDrive).Root 'class.csv'
        $rows | Export-Csv $csv -NoTypeInformation
        $written = Import-Csv $csv | New-DcvAuthToken -Lifetime 3h -Label class -Store $store | Export-DcvConnectionFile -Path $out -PassThru
        @(Get-ChildItem $out).Count | Should -Be 200
        foreach ($file in $written | Select-Object -First 5) {
            $values = Read-ConnectionFile $file
            $values.host, $values.sessionid | Should -Be $file.HostName, $file.SessionId
        }
        # Every file names a token that is there, and its id revokes it.
        $written | Test-DcvAuthToken -Store $store | Where-Object Verdict -NE Granted | Should -BeNullOrEmpty
        $written | Revoke-DcvAuthToken -Store $store
        Get-DcvAuthToken -Label class -State Active -Store $store | Should -BeNullOrEmpty
    }

    It 'returns with -PassThru what was written, without the secret' {
        $token = Get-NewToken
        $file = $token | Export-DcvConnectionFile $out -PassThru
        $file | Should -BeOfType ([DcvAdmin.Connections.DcvConnectionFile])
        $file.FullName, $file.Name, $file.DirectoryName | Should -Be (Join-Path $out $file.Name), (Split-Path "$file" -Leaf), $out
        $file.Id, $file.UserName, $file.SessionId, $file.HostName, $file.ExpiresAt | Should -Be $token.Id, 'anna', 'console', 'dcv01', $token.ExpiresAt
        ($file | Get-Item).Length | Should -BeGreaterThan 0
        $file | Format-List * | Out-String -Width 300 | Should -Not -BeLike "*$($token.Token)*"
        $file | Format-Table | Out-String -Width 300 | Should -BeLike "*$($token.Id)*"
    }

    It 'lets nobody else read file and folder' -Skip:($IsWindows -ne $false) {
        Get-NewToken | Export-DcvConnectionFile $out
        (Get-Item $out).UnixMode | Should -Be 'drwx------'
        (Get-ChildItem $out).UnixMode | Should -Be '-rw-------'
    }

    It 'gives the file to this account, SYSTEM and Administrators alone' -Skip:($IsWindows -eq $false) {
        Get-NewToken | Export-DcvConnectionFile $out
        $list = Get-Acl (Get-ChildItem $out).FullName
        $list.AreAccessRulesProtected | Should -BeTrue
        @($list.Access).Count | Should -BeIn 2, 3
    }

    Context 'names' {
        It 'makes a safe name of <User>' -TestCases @(
            @{ User = '../../etc/passwd' }, @{ User = 'CON' }, @{ User = 'con.txt' }, @{ User = 'LPT1' }, @{ User = 'a:b' }, @{ User = 'a.b.' }, @{ User = '-rf' }, @{ User = '*?<>|"' }, @{ User = '$(x)' },
            @{ User = "J$([char] 0xFC)rgen" }, @{ User = "$([char] 0x540D)$([char] 0x524D)" }, @{ User = 'a' * 256 }, @{ User = ([string] [char] 0x540D) * 256 }
        ) {
            $token = Get-NewToken $User
            $token | Export-DcvConnectionFile $out
            $file = Get-ChildItem $out
            $file.Name | Should -MatchExactly "^([\p{L}\p{Nd}][\p{L}\p{Nd}_-]*_)?$($token.Id)\.dcv$"
            [System.Text.Encoding]::UTF8.GetByteCount($file.Name) | Should -BeLessOrEqual 255
            ($file.BaseName -split '\.')[0] | Should -Not -Match '^(CON|PRN|AUX|NUL|COM\d|LPT\d)$'
            $file.DirectoryName | Should -Be $out
        }

        It 'keeps apart what only differs by case, or is the same after cleaning' {
            'Anna', 'anna', 'an na', 'an_na', 'an.na' | ForEach-Object { Get-NewToken $_ } | Export-DcvConnectionFile $out
            @((Get-ChildItem $out).Name.ToUpperInvariant() | Sort-Object -Unique).Count | Should -Be 5
        }

        It 'keeps a hostile session in its line: <Session>' -TestCases @(@{ Session = '[options]' }, @{ Session = '#a' }, @{ Session = ';a' }, @{ Session = 'a=b' }, @{ Session = '"a"' }, @{ Session = '%n%' }) {
            Get-NewToken -SessionId $Session | Export-DcvConnectionFile $out
            (Read-ConnectionFile (Get-ChildItem $out).FullName).sessionid | Should -BeExactly $Session
        }

        It 'refuses a backslash, and goes on with the others' {
            $bad = Get-NewToken -SessionId 'a\nb'
            $good = Get-NewToken
            $bad, $good | Export-DcvConnectionFile $out -ErrorAction SilentlyContinue -ErrorVariable failures
            (Get-ChildItem $out).Name | Should -BeLike "*$($good.Id)*"
            Assert-Error $failures[0] ConnectionInvalid InvalidArgument $bad.Id
        }

        It 'reports a token without a host' {
            $lost = Get-NewToken -HostName ''
            $lost | Export-DcvConnectionFile $out -ErrorAction SilentlyContinue -ErrorVariable failures
            Assert-Error $failures[0] ConnectionInvalid InvalidArgument $lost.Id
            $out | Should -Not -Exist
        }
    }

    Context 'paths' {
        It 'takes a path that ends in .dcv as a file' {
            $null = New-Item $out -ItemType Directory
            Push-Location $out
            try { Get-NewToken | Export-DcvConnectionFile -Path anna.DCV } finally { Pop-Location }
            (Get-ChildItem $out).Name | Should -BeExactly 'anna.DCV'
        }

        It 'takes a folder for a folder, whatever its name' {
            $null = New-Item "$out.dcv" -ItemType Directory
            Get-NewToken | Export-DcvConnectionFile -Path "$out.dcv"
            @(Get-ChildItem "$out.dcv").Count | Should -Be 1
        }

        It 'takes wildcards as they stand' -Skip:($IsWindows -ne $false) {
            Get-NewToken | Export-DcvConnectionFile -Path (Join-Path $out '[a]*x')
            @(Get-ChildItem -LiteralPath (Join-Path $out '[a]*x')).Count | Should -Be 1
        }

        It 'replaces no file without -Force' {
            $null = New-Item $out -ItemType Directory
            $path = Join-Path $out 'anna.dcv'
            Set-Content $path 'mine'
            $token = Get-NewToken
            $token | Export-DcvConnectionFile $path -ErrorAction SilentlyContinue -ErrorVariable failures
            Assert-Error $failures[0] FileExists ResourceExists $token.Id
            Get-Content $path | Should -Be 'mine'
            $token | Export-DcvConnectionFile $path -Force
            (Read-ConnectionFile $path).authtoken | Should -Be $token.Token
            if ($IsWindows -eq $false) { (Get-Item $path).UnixMode | Should -Be '-rw-------' }
        }

        It 'does not replace the first token by the second, -Force or not' {
            $tokens = 1..2 | ForEach-Object { Get-NewToken "u$_" }
            $tokens | Export-DcvConnectionFile "$out.dcv" -Force -ErrorAction SilentlyContinue -ErrorVariable failures
            (Read-ConnectionFile "$out.dcv").authtoken | Should -Be $tokens[0].Token
            Assert-Error $failures[0] FileExists ResourceExists $tokens[1].Id
            "$($failures[0])" | Should -BeLike '*by this very command*'
        }

        It 'says so when a token comes twice' {
            $token = Get-NewToken
            $token, $token | Export-DcvConnectionFile $out -Force -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] FileExists ResourceExists $token.Id
            "$($failures[0])" | Should -BeLike '*of this token was written by this very command already*'
            "$($failures[0])" | Should -Not -BeLike '*another token*'
        }

        It 'refuses a path that no file can have, before a token is issued' {
            $failure = { New-DcvAuthToken -Store $store -SessionId s -UserName none -HostName h | Export-DcvConnectionFile "a$([char] 0)b" } | Should -Throw -PassThru
            Assert-Error $failure PathInvalid InvalidArgument 'a\u0000b'
            Get-DcvAuthToken -UserName none -Store $store -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        }

        It 'warns once of a folder that others may write into' -Skip:($IsWindows -ne $false) {
            $null = New-Item $out -ItemType Directory
            chmod 777 $out
            1..2 | ForEach-Object { Get-NewToken } | Export-DcvConnectionFile $out -WarningAction SilentlyContinue -WarningVariable warnings
            @($warnings).Count | Should -Be 1
            "$warnings" | Should -BeLike "*$out*may be written by other accounts*"
            chmod 700 $out
            Get-NewToken | Export-DcvConnectionFile $out -WarningAction SilentlyContinue -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'does not write through a link' -Skip:($IsWindows -ne $false) {
            $null = New-Item $out -ItemType Directory
            Set-Content (Join-Path $out 'target') 'theirs'
            $null = New-Item (Join-Path $out 'a.dcv') -ItemType SymbolicLink -Target (Join-Path $out 'target')
            Get-NewToken | Export-DcvConnectionFile (Join-Path $out 'a.dcv') -Force
            Get-Content (Join-Path $out 'target') | Should -Be 'theirs'
        }

        It 'reports what the file system refuses, and keeps the secret out of it' {
            Set-Content $out 'a file, no folder'
            $token = Get-NewToken
            $token | Export-DcvConnectionFile $out -ErrorAction SilentlyContinue -ErrorVariable failures
            Assert-Error $failures[0] FileNotWritten WriteError $token.Id
            $failures[0] | Format-List * -Force | Out-String -Width 500 | Should -Not -BeLike "*$($token.Token)*"
            # What has failed can be taken back.
            $failures.TargetObject | Revoke-DcvAuthToken -Store $store
            (Get-DcvAuthToken $token.Id -Store $store).State | Should -Be 'Revoked'
        }

        It 'refuses what is no file system' {
            { Get-NewToken | Export-DcvConnectionFile 'Env:x' } | Should -Throw -ErrorId 'PathNotFileSystem,*'
        }
    }

    It 'makes nothing under -WhatIf' {
        Get-NewToken | Export-DcvConnectionFile $out -WhatIf -PassThru | Should -BeNullOrEmpty
        $out | Should -Not -Exist
    }

    It 'refuses under -WhatIf what it would refuse without' {
        $null = New-Item $out -ItemType Directory
        $path = Join-Path $out 'anna.dcv'
        Set-Content $path 'mine'
        $token = Get-NewToken
        $token | Export-DcvConnectionFile $path -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failures
        Assert-Error $failures[0] FileExists ResourceExists $token.Id
        $token, (Get-NewToken) | Export-DcvConnectionFile $path -Force -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be 1
        "$($failures[0])" | Should -BeLike '*by this very command*'
        Get-Content $path | Should -Be 'mine'
    }

    It 'warns where clients are to trust anyone' {
        Get-NewToken | Export-DcvConnectionFile $out -CertificateValidationPolicy AcceptUntrusted -WarningAction SilentlyContinue -WarningVariable warnings
        "$warnings" | Should -BeLike '*without a look at the certificate*'
        (Read-ConnectionFile (Get-ChildItem $out).FullName).certificatevalidationpolicy | Should -Be 'accept-untrusted'
    }

    It 'leaves whole files and nothing else at Ctrl+C' {
        $shell = Start-OtherPipeline '1..50000 | ForEach-Object { [pscustomobject] @{ SessionId = "s"; UserName = "u$_"; HostName = "h" } } | New-DcvAuthToken -Store $store | Export-DcvConnectionFile $out' @{ store = New-StoreUri; out = $out }
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { @(Get-ChildItem $out -ErrorAction Ignore).Count -gt 20 }
            $shell.Stop()
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        } finally { $shell.Dispose() }

        $files = Get-ChildItem $out -Force
        $files | Where-Object Extension -NE '.dcv' | Should -BeNullOrEmpty
        $files | Select-Object -Last 3 | ForEach-Object { (Read-ConnectionFile $_.FullName).certificatevalidationpolicy } | Sort-Object -Unique | Should -Be 'strict'
    }
}

Describe 'The host name of New-DcvAuthToken' {
    It 'travels with the token and is shown' {
        $token = Get-NewToken
        $token.HostName | Should -Be 'dcv01'
        $token | Format-List | Out-String | Should -Match 'HostName\s+: dcv01'
    }

    It 'comes from a CSV file, where a blank cell counts as not given' {
        $rows = "SessionId,UserName,HostName`ns,a,dcv07`ns,b," | ConvertFrom-Csv | New-DcvAuthToken -Store $store
        $rows[0].HostName | Should -Be 'dcv07'
        $rows[1].HostName | Should -BeNullOrEmpty
    }

    It 'is refused before a token is issued, with all else that is wrong, and can be mended' {
        [pscustomobject] @{ SessionId = ' s'; UserName = 'refused'; HostName = 'dcv 01' } | New-DcvAuthToken -Store $store -ErrorAction SilentlyContinue -ErrorVariable refused
        Assert-Error $refused[0] TokenRequestRefused InvalidArgument 'refused on  s'
        "$($refused[0])" | Should -BeLike "*'dcv 01' is not the name or address of a host*session id begins or ends with white space*"
        Get-DcvAuthToken -UserName refused -Store $store -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $mended = $refused.TargetObject | New-DcvAuthToken -Store $store -SessionId s -HostName dcv01
        $mended.UserName, $mended.HostName | Should -Be 'refused', 'dcv01'
    }

    It 'stays with a request that was refused for another reason' {
        [pscustomobject] @{ SessionId = 's'; UserName = 'u'; HostName = 'dcv09' } | New-DcvAuthToken -Lifetime 45d -Store $store -ErrorAction SilentlyContinue -ErrorVariable refused
        ($refused.TargetObject | New-DcvAuthToken -Lifetime 30d -Store $store).HostName | Should -Be 'dcv09'
    }
}
