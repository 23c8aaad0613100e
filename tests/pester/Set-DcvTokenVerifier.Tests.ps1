BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'

    # A certificate that nobody uses; it is only looked at.
    function Write-Pem([string] $Path) {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=authority', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::Now, [DateTimeOffset]::Now.AddDays(1))
        Set-Content $Path '-----BEGIN CERTIFICATE-----', ([Convert]::ToBase64String($certificate.RawData, 'InsertLineBreaks')), '-----END CERTIFICATE-----'
    }
}

Describe 'Set-DcvTokenVerifier' {
    BeforeEach {
        $former = $env:DCVADMIN_DCV_CONF
        $folder = Join-Path (Get-PSDrive TestDrive).Root ([guid]::NewGuid().ToString('N'))
        $null = New-Item $folder -ItemType Directory
        $conf = Join-Path $folder 'dcv.conf'
        $env:DCVADMIN_DCV_CONF = $conf
        $stock = "# mine`n[security]`n#auth-token-verifier=`"https://127.0.0.1:8444`"`n"
        [System.IO.File]::WriteAllText($conf, $stock)
        $pem = Join-Path $folder 'ca.pem'
        Write-Pem $pem
    }

    AfterEach { $env:DCVADMIN_DCV_CONF = $former }

    It 'writes what is named, keeps the rest and a backup, and warns that a restart is needed' {
        $verifier = Set-DcvTokenVerifier b:8445/x -Timeout 30s -CaFile $pem -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly "$($stock)auth-token-verifier=`"https://b:8445/x`"`nauth-token-verifier-timeout=30`nca-file=`"$($pem.Replace('\', '\\'))`"`n"
        [System.IO.File]::ReadAllText("$conf.dcvadmin-backup") | Should -BeExactly $stock
        $verifier.Uri, $verifier.Timeout.TotalSeconds, $verifier.CaFile, $verifier.NoTlsStrict | Should -Be 'https://b:8445/x', 30, $pem, $false
        $warnings | Should -HaveCount 1
        $warnings | Should -BeLike '*Restart the DCV server*'
    }

    It 'writes nothing the second time' {
        Set-DcvTokenVerifier https://b:8445/x -WarningAction SilentlyContinue
        Remove-Item "$conf.dcvadmin-backup"
        $before = (Get-Item $conf).LastWriteTimeUtc
        $told = Set-DcvTokenVerifier https://b:8445/x -Verbose -WarningVariable warnings 4>&1
        "$told" | Should -BeLike '*nothing was written*'
        $warnings | Should -BeNullOrEmpty
        "$conf.dcvadmin-backup" | Should -Not -Exist
        (Get-Item $conf).LastWriteTimeUtc | Should -Be $before
    }

    It 'changes nothing with -WhatIf, and shows what would be' {
        (Set-DcvTokenVerifier https://b:8445/x -WhatIf -PassThru).Uri | Should -Be 'https://b:8445/x'
        Get-Content $conf -Raw | Should -BeExactly $stock
        @(Get-ChildItem $folder).Count | Should -Be 2
    }

    It 'refuses <Why>' -TestCases @(
        @{ Why = 'plain http to another machine'; Parameters = @{ Uri = 'http://b:8444' }; Id = 'VerifierInsecure' }
        @{ Why = 'what is no address'; Parameters = @{ Uri = 'ftp://b' }; Id = 'ParameterArgumentTransformationError' }
        @{ Why = 'a password in the address'; Parameters = @{ Uri = 'https://u:p@b' }; Id = 'ParameterArgumentTransformationError' }
        @{ Why = 'a CA file that is missing'; Parameters = @{ Uri = 'https://b'; CaFile = './absent.pem' }; Id = 'FileNotFound' }
        @{ Why = 'a CA file that is none'; Parameters = @{ Uri = 'https://b'; CaFile = 'CONF' }; Id = 'CaFileInvalid' }
        @{ Why = 'no time at all'; Parameters = @{ Timeout = '0' }; Id = 'HostSettingInvalid' }
        @{ Why = '-Restart for another place'; Parameters = @{ Uri = 'https://b'; Path = 'OTHER'; Restart = $true }; Id = 'RestartElsewhere' }
    ) {
        Copy-Item $conf "$conf.other"
        foreach ($name in @($Parameters.Keys)) { if ("$($Parameters[$name])" -in 'CONF', 'OTHER') { $Parameters[$name] = $Parameters[$name].Replace('CONF', $conf).Replace('OTHER', "$conf.other") } }
        { Set-DcvTokenVerifier @Parameters } | Should -Throw -ErrorId "$Id,*"
        Get-Content $conf -Raw | Should -BeExactly $stock
    }

    It 'refuses <Address>, which cannot work' -TestCases @(
        @{ Address = 'https://h:0/' }, @{ Address = 'https://0.0.0.0/' }, @{ Address = 'https://h/#frag' }, @{ Address = 'https://[fe80::1%25eth0]/' }, @{ Address = 'https://h/%zz' }
        @{ Address = "https://b$([char] 0xFC)cher.example/" }
    ) {
        { Set-DcvTokenVerifier $Address } | Should -Throw -ErrorId 'HostSettingInvalid,*'
        Get-Content $conf -Raw | Should -BeExactly $stock
    }

    It 'refuses certificates that the DCV server would not find, and warns of doubtful ones' {
        [System.IO.File]::WriteAllText("$pem.16", (Get-Content $pem -Raw), [System.Text.Encoding]::Unicode)
        { Set-DcvTokenVerifier https://b -CaFile "$pem.16" } | Should -Throw -ErrorId 'CaFileInvalid,*'
        $key = [System.Convert]::ToBase64String((1..30))
        Add-Content $pem '-----BEGIN PRIVATE KEY-----', $key, '-----END PRIVATE KEY-----'
        Set-DcvTokenVerifier https://b -CaFile $pem -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*There is a private key in it.*'
        "$warnings" | Should -Not -BeLike "*$key*"
    }

    It 'goes on with the next host after one that failed' {
        $other = "$conf.other"
        Copy-Item $conf $other
        $done = @([pscustomobject] @{ Path = "$conf.absent" }, [pscustomobject] @{ Path = $other }) | Set-DcvTokenVerifier https://b -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures -WarningAction SilentlyContinue
        $done.Path | Should -Be $other
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'HostNotFound,*'
    }

    It 'takes nothing for this machine that is blank: <Name>' -TestCases @(
        @{ Name = 'Path'; Value = $null }, @{ Name = 'Path'; Value = '' }, @{ Name = 'Root'; Value = '' }, @{ Name = 'InstanceId'; Value = $null }, @{ Name = 'InstanceId'; Value = @() }, @{ Name = 'InstanceId'; Value = ' ' }
    ) {
        $place = @{ $Name = $Value }
        { Set-DcvTokenVerifier https://b @place } | Should -Throw -ErrorId '*,DcvAdmin.Hosts.SetDcvTokenVerifierCommand'
        { [pscustomobject] @{ Path = ' ' } | Set-DcvTokenVerifier https://b } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        Get-Content $conf -Raw | Should -BeExactly $stock
    }

    It 'takes no row for this machine that has the column and nothing in it' {
        $fleet = [pscustomobject] @{ InstanceId = 'i-0123456789abcdef0' }
        { $fleet | Select-Object @{ Name = 'InstanceId'; Expression = { $_.Misspelled } }, @{ Name = 'Uri'; Expression = { 'https://b' } } | Set-DcvTokenVerifier } | Should -Throw -ErrorId 'PlaceBlank,*'
        { [pscustomobject] @{ Path = $null } | Set-DcvTokenVerifier https://b } | Should -Throw -ErrorId 'PlaceBlank,*'
        { [pscustomobject] @{ InstanceId = $null; Location = 'Frankfurt' } | Set-DcvTokenVerifier https://b } | Should -Throw -ErrorId 'PlaceBlank,*'
        Get-Content $conf -Raw | Should -BeExactly $stock
        # What this module writes has nothing there where it is about this machine.
        Get-DcvTokenVerifier | Set-DcvTokenVerifier https://b -WarningAction SilentlyContinue
        Get-Content $conf -Raw | Should -BeLike '*https://b*'
    }

    It 'goes on after a path that is none' {
        $other = "$conf.other"
        Copy-Item $conf $other
        $done = 'nosuch:/x', "a$([char] 0)b", $other | ForEach-Object { [pscustomobject] @{ Path = $_ } } | Set-DcvTokenVerifier https://b -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures -WarningAction SilentlyContinue
        $done.Path | Should -Be $other
        $failures.FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'
        $failures.Count | Should -Be 2
    }

    It 'refuses to set nothing, and a CA file without a name' {
        { Set-DcvTokenVerifier } | Should -Throw -ErrorId 'NothingToSet,*'
        { Set-DcvTokenVerifier -CaFile $null } | Should -Throw -ErrorId 'CaFileBlank,*'
        { Set-DcvTokenVerifier https://b -CaFile '' } | Should -Throw -ErrorId 'CaFileBlank,*'
        Get-Content $conf -Raw | Should -BeExactly $stock
    }

    It 'leaves what is piped back as it is, also where its CA file is gone' {
        Set-Content $conf '[security]', 'auth-token-verifier="https://127.0.0.1:8444"', 'ca-file="/etc/dcv/gone.pem"'
        $before = Get-Content $conf -Raw
        Get-DcvTokenVerifier | Set-DcvTokenVerifier
        Get-Content $conf -Raw | Should -BeExactly $before
    }

    It 'does not wait for a pipe' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
        mkfifo "$pem.pipe"
        { Set-DcvTokenVerifier https://b -CaFile "$pem.pipe" } | Should -Throw -ErrorId 'CaFileInvalid,*'
        { Set-DcvTokenVerifier https://b -Path "$pem.pipe" } | Should -Throw -ErrorId 'HostDamaged,*'
    }

    It 'leaves a file to its owner, or alone' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows -or -not (Get-Command setpriv -ErrorAction Ignore) -or [Environment]::UserName -ne 'root') {
        chmod 777 $folder
        chmod 666 $conf
        $script = "`$env:DCVADMIN_DCV_CONF = '$conf'; Import-Module '$((Get-Module DcvAdmin).Path)'; try { Set-DcvTokenVerifier https://b -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
        $home2 = Join-Path $folder home
        $null = New-Item $home2 -ItemType Directory
        chmod 777 $home2
        $said = setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=$home2 ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command $script
        "$said" | Should -BeLike '*HostAccessDenied,*'
        stat -c '%u' $conf | Should -Be 0
        "$conf.dcvadmin-lock" | Should -Not -Exist
        Get-Content $conf -Raw | Should -BeExactly $stock
    }

    It 'completes waits that a server may have' {
        Complete 'Set-DcvTokenVerifier -Timeout ' | Should -Contain '30s'
        Complete 'Set-DcvTokenVerifier -Timeout ' | Should -Not -Contain '7d'
    }

    It 'takes http where it is permitted, and to this machine' {
        Set-DcvTokenVerifier http://127.0.0.1:8444 -WarningAction SilentlyContinue
        Set-DcvTokenVerifier http://b:8444 -AllowInsecureHttp -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*without encryption*'
        (Get-DcvTokenVerifier).Uri | Should -Be 'http://b:8444/'
    }

    It 'turns the check of certificates off only when told, with a warning, and on again' {
        $null = Set-DcvTokenVerifier https://b -NoTlsStrict -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*impostor*'
        (Get-DcvTokenVerifier).NoTlsStrict | Should -BeTrue
        # Not by the pipeline: the property is there.
        $other = "$conf.other"
        Set-Content $other '[security]'
        Get-DcvTokenVerifier | Set-DcvTokenVerifier -Path $other -WarningAction SilentlyContinue
        (Get-DcvTokenVerifier -Path $other).NoTlsStrict | Should -BeFalse
        (Get-DcvTokenVerifier -Path $other).Uri | Should -Be 'https://b/'
        Set-DcvTokenVerifier -NoTlsStrict:$false -WarningAction SilentlyContinue
        (Get-DcvTokenVerifier).NoTlsStrict | Should -BeFalse
    }

    It 'pipes into itself without a change' {
        Set-DcvTokenVerifier https://b -CaFile $pem -WarningAction SilentlyContinue
        (Get-DcvTokenVerifier | Set-DcvTokenVerifier -PassThru -Verbose 4>&1 | Out-String) | Should -BeLike '*nothing was written*'
    }

    It 'says that settings without a verifier have no effect' {
        Set-DcvTokenVerifier -Timeout 5m -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*No verifier is set*'
    }

    It 'says where a file may not be written' {
        Set-ItemProperty -Path $conf -Name IsReadOnly -Value $true
        { Set-DcvTokenVerifier https://b } | Should -Throw -ErrorId 'HostReadOnly,*'
        Set-ItemProperty -Path $conf -Name IsReadOnly -Value $false
    }

    Context '-Restart' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows -or $IsMacOS) {
        BeforeEach {
            $formerFolder = [Environment]::CurrentDirectory
            # Programs that note how they were run.
            function Add-Program([string] $Name, [string] $Body) {
                $file = Join-Path $folder $Name
                [System.IO.File]::WriteAllText($file, "#!/bin/sh`necho $Name `$* >> '$folder/run'`n$Body`n")
                chmod +x $file
            }
            Add-Program systemctl 'exit 0'
            Add-Program dcv 'echo ''[{"id":"console"},{"id":"x"}]'''
            [AppDomain]::CurrentDomain.SetData('DcvAdmin.Programs', $folder)
        }

        AfterEach {
            [AppDomain]::CurrentDomain.SetData('DcvAdmin.Programs', $null)
            [Environment]::CurrentDirectory = $formerFolder
        }

        It 'runs no program of the folder of the moment, nor of the path' {
            [AppDomain]::CurrentDomain.SetData('DcvAdmin.Programs', $null)
            [Environment]::CurrentDirectory = $folder
            $formerPath = $env:PATH
            try {
                $env:PATH = $folder + ':' + $env:PATH
                Set-DcvTokenVerifier https://b -Restart -WhatIf
            }
            finally {
                $env:PATH = $formerPath
            }

            "$folder/run" | Should -Not -Exist
        }

        It 'says how many sessions end, and restarts where that was agreed' {
            Set-DcvTokenVerifier https://b -Restart -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -Be 'Restarting the DCV server: ends 2 sessions.'
            Get-Content "$folder/run" | Should -Be 'dcv list-sessions -j', 'systemctl --no-ask-password restart dcvserver'
        }

        It 'asks nobody where there are no sessions' {
            Add-Program dcv 'echo "[]"'
            Set-DcvTokenVerifier https://b -Restart -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
            @(Get-Content "$folder/run")[-1] | Should -Be 'systemctl --no-ask-password restart dcvserver'
        }

        It 'writes nothing where nobody can be asked' {
            $shell = Start-OtherPipeline 'Set-DcvTokenVerifier https://b -Restart'
            $null = $shell.Invoke()
            $failure = $shell.Streams.Error[0]
            $shell.Dispose()
            Assert-Error $failure RestartNotConfirmed OperationStopped ''
            Get-Content $conf -Raw | Should -BeExactly $stock
            Get-Content "$folder/run" | Should -Be 'dcv list-sessions -j'
        }

        It 'restarts nothing where nothing was changed, and nothing with -WhatIf' {
            $null = Set-DcvTokenVerifier https://b -Restart -WhatIf
            Get-Content "$folder/run" | Should -Be 'dcv list-sessions -j'
            Set-DcvTokenVerifier https://b -WarningAction SilentlyContinue
            Set-DcvTokenVerifier https://b -Restart
            Get-Content "$folder/run" | Should -Be 'dcv list-sessions -j'
        }

        It 'says what the service said' {
            Add-Program systemctl 'echo Unit not found. >&2; exit 5'
            { Set-DcvTokenVerifier https://b -Restart -Confirm:$false -WarningAction SilentlyContinue } | Should -Throw '*Unit not found.*' -ErrorId 'HostNotFound,*'
            (Get-DcvTokenVerifier).Uri | Should -Be 'https://b/'
        }
    }
}
