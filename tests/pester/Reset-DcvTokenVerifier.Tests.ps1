BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'
}

Describe 'Reset-DcvTokenVerifier' {
    BeforeEach {
        $former = $env:DCVADMIN_DCV_CONF
        $conf = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).conf"
        $env:DCVADMIN_DCV_CONF = $conf
        $set = "[security]`n#ca-file=`"`"`nca-file=`"/ca.pem`"`nauth-token-verifier=`"https://a`"`n`nauthentication=`"none`"`n[security]`nauth-token-verifier=`"https://b`"`n"
        [System.IO.File]::WriteAllText($conf, $set)
    }

    AfterEach { $env:DCVADMIN_DCV_CONF = $former }

    It 'takes every line of the verifier out and leaves the others' {
        $verifier = Reset-DcvTokenVerifier -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly "[security]`n#ca-file=`"`"`n`nauthentication=`"none`"`n[security]`n"
        [System.IO.File]::ReadAllText("$conf.dcvadmin-backup") | Should -BeExactly $set
        $verifier.IsSet, $verifier.CaFile | Should -Be $false, $null
        "$warnings" | Should -BeLike '*Restart the DCV server*'
    }

    It 'writes nothing the second time' {
        Reset-DcvTokenVerifier -WarningAction SilentlyContinue
        Remove-Item "$conf.dcvadmin-backup"
        Reset-DcvTokenVerifier -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        "$conf.dcvadmin-backup" | Should -Not -Exist
    }

    It 'changes nothing with -WhatIf' {
        (Reset-DcvTokenVerifier -WhatIf -PassThru).IsSet | Should -BeFalse
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly $set
    }

    It 'takes what Get-DcvTokenVerifier writes' {
        $verifier = Get-DcvTokenVerifier -Path $conf | Reset-DcvTokenVerifier -PassThru -WarningAction SilentlyContinue
        $verifier.IsSet, $verifier.Path | Should -Be $false, $conf
    }

    It 'refuses -Restart for another place' {
        $image = "$conf.image"
        Copy-Item $conf $image
        { Reset-DcvTokenVerifier -Path $image -Restart } | Should -Throw -ErrorId 'RestartElsewhere,*'
        [System.IO.File]::ReadAllText($image) | Should -BeExactly $set
    }
}
