BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'
    $no = '<auth result="no"><message>unknown</message></auth>'
}

Describe 'Test-DcvTokenVerifier' {
    BeforeEach {
        $former = $env:DCVADMIN_DCV_CONF
        $conf = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).conf"
        $env:DCVADMIN_DCV_CONF = $conf
        Set-Content $conf '[security]'
    }

    AfterEach {
        $env:DCVADMIN_DCV_CONF = $former
        if ($server) { Stop-LoopbackServer $server; $server = $null }
    }

    It 'follows the way to the answer' {
        $server = Start-LoopbackServer $no
        Set-Content $conf '[security]', "auth-token-verifier=`"$($server.Uri)`""
        $steps = Test-DcvTokenVerifier
        $steps | Should -BeOfType ([DcvAdmin.Diagnosis.DiagnosisStep])
        $steps.Name | Should -Be 'Verifier set', 'Address valid', 'Name resolves', 'Port answers', 'Certificate trusted', 'Unknown token refused', 'Clocks agree'
        # Plain http has no certificate, and this server sends no date.
        $steps.Result | Should -Be Passed, Passed, Passed, Passed, Skipped, Passed, Skipped
        Test-DcvTokenVerifier -Quiet | Should -BeTrue
    }

    It 'asks with a random token, another one each time' {
        $server = Start-LoopbackServer $no
        Set-Content $conf '[security]', "auth-token-verifier=`"$($server.Uri)`""
        1..2 | ForEach-Object { $null = Test-DcvTokenVerifier }
        $asked = @($server.Seen) -match 'authenticationToken=' | ForEach-Object { [regex]::Match($_, 'authenticationToken=([^&]+)').Groups[1].Value }
        @($asked | Sort-Object -Unique).Count | Should -Be 2
    }

    It 'names the first broken link and its mend, and skips the rest' {
        $steps = Test-DcvTokenVerifier -Path $conf
        $steps.Result | Should -Be Failed, Skipped, Skipped, Skipped, Skipped, Skipped, Skipped
        $steps[0].Mend | Should -BeLike "Set-DcvTokenVerifier * -Path '$conf'"
        $steps.Location | Sort-Object -Unique | Should -Be $conf
        $steps[0] | Format-List | Out-String | Should -Match '(?m)^Location\s+: '
        $steps[0] | Format-List | Out-String | Should -Not -Match 'HostName'
        Test-DcvTokenVerifier -Quiet | Should -BeFalse
    }

    It 'does not wait for a CA file that is a pipe' -Skip:($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
        mkfifo "$conf.pipe"
        $server = Start-LoopbackServer $no
        Set-Content $conf '[security]', "auth-token-verifier=`"$($server.Uri.Replace('http:', 'https:'))`"", "ca-file=`"$conf.pipe`""
        (Test-DcvTokenVerifier | Where-Object Result -EQ Failed).Name | Should -Be 'Certificate trusted'
    }

    It 'names commands that can be pasted: <Setting>' -TestCases @(
        @{ Setting = ''; Mended = 'auth-token-verifier="https://broker' }
        @{ Setting = 'auth-token-verifier="ftp://x"'; Mended = 'auth-token-verifier="https://broker' }
        @{ Setting = 'auth-token-verifier=unquoted'; Mended = 'auth-token-verifier="https://broker' }
        @{ Setting = 'auth-token-verifier="http://broker/''$(throw)"'; Mended = 'auth-token-verifier="https://broker' }
        @{ Setting = "auth-token-verifier=`"http://broker/$([char] 0x27);throw`""; Mended = 'auth-token-verifier="https://broker' }
    ) {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=authority', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::Now, [DateTimeOffset]::Now.AddDays(1))
        Set-Content "$conf.pem" '-----BEGIN CERTIFICATE-----', ([Convert]::ToBase64String($certificate.RawData, 'InsertLineBreaks')), '-----END CERTIFICATE-----'
        Set-Content $conf '[security]', $Setting
        $mend = (Test-DcvTokenVerifier -Path $conf | Where-Object Mend | Select-Object -First 1).Mend
        # What the admin has to know.
        $command = $mend.Replace('<broker>', 'broker').Replace('<ca.pem of the verifier>', "$conf.pem")
        & ([scriptblock]::Create($command)) -WarningAction SilentlyContinue 3> $null
        (Get-Content $conf) -like "$Mended*" | Should -HaveCount 1
        (Test-DcvTokenVerifier -Path $conf | Select-Object -First 2).Result | Should -Be Passed, Passed
    }

    It 'finds a flawed setting, and trusts no default in its place' {
        Set-Content $conf '[security]', 'auth-token-verifier="https://b"', 'no-tls-strict=1'
        $step = Test-DcvTokenVerifier | Select-Object -First 1
        $step.Result | Should -Be Failed
        $step.Detail | Should -BeLike '*no-tls-strict is 1,*'
    }

    It 'finds a verifier that lets everybody in' {
        $server = Start-LoopbackServer '<auth result="yes"><username>anybody</username></auth>'
        Set-Content $conf '[security]', "auth-token-verifier=`"$($server.Uri)`""
        $step = Test-DcvTokenVerifier | Where-Object Result -EQ Failed
        $step.Detail | Should -BeLike '*lets in everybody*'
    }

    It 'takes what Get-DcvTokenVerifier writes' {
        (Get-DcvTokenVerifier -Path $conf | Test-DcvTokenVerifier).Count | Should -Be 7
    }

    It 'ends with Select-Object, and leaves nothing behind' {
        $server = Start-LoopbackServer $no
        Set-Content $conf '[security]', "auth-token-verifier=`"$($server.Uri)`""
        (Test-DcvTokenVerifier | Select-Object -First 1).Name | Should -Be 'Verifier set'
        @($server.Seen) | Where-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'says where the settings cannot be read' {
        { Test-DcvTokenVerifier -Path "$conf.absent" } | Should -Throw -ErrorId 'HostNotFound,*'
    }
}
