BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'
}

Describe 'Set-DcvHostConfiguration' {
    BeforeEach {
        $former = $env:DCVADMIN_DCV_CONF
        $conf = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).conf"
        $env:DCVADMIN_DCV_CONF = $conf
        $stock = "[connectivity]`n#web-port=8443`nidle-timeout=60`n"
        [System.IO.File]::WriteAllText($conf, $stock)
    }

    AfterEach { $env:DCVADMIN_DCV_CONF = $former }

    It 'sets a value, in the case of its document, and warns where a restart is needed' {
        $setting = Set-DcvHostConfiguration Connectivity WEB-PORT '8444' -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly "[connectivity]`n#web-port=8443`nweb-port=8444`nidle-timeout=60`n"
        $setting.Value, $setting.IsSet | Should -Be 8444, $true
        "$warnings" | Should -BeLike '*Restart the DCV server*'
    }

    It 'warns of nothing where the server reads it while it runs' {
        Set-DcvHostConfiguration connectivity idle-timeout 30 -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'takes a setting out with $null' {
        Set-DcvHostConfiguration connectivity idle-timeout $null
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly "[connectivity]`n#web-port=8443`n"
    }

    It 'writes a table of settings together, and those that fit where one does not' {
        Set-DcvHostConfiguration -Setting @{
            'security'                                          = @{ 'administrators' = 'a', 'b'; 'authentication' = 'nonsense' }
            'session-management/automatic-console-session/owner' = 'anna'
            'connectivity/enable-quic-frontend'                 = $true
            'no-section'                                        = 1
        } -ErrorVariable failures -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $failures.TargetObject | Sort-Object | Should -Be '/no-section', 'security/authentication'
        Assert-Error ($failures | Where-Object TargetObject -Like security*) HostSettingInvalid InvalidArgument 'security/authentication'
        $warnings | Should -HaveCount 1
        [System.IO.File]::ReadAllText("$conf.dcvadmin-backup") | Should -BeExactly $stock
        (Get-DcvHostConfiguration security administrators).Value | Should -Be 'a', 'b'
        (Get-DcvHostConfiguration session-management/automatic-console-session owner).Value | Should -Be 'anna'
        Get-Content $conf | Should -Contain 'enable-quic-frontend=true'
    }

    It 'refuses <Section>/<Name> = <Value>' -TestCases @(
        @{ Section = 'connectivity'; Name = 'web-port'; Value = 443; Id = 'HostSettingInvalid' }
        @{ Section = 'connectivity'; Name = 'web-port'; Value = 1, 2; Id = 'HostSettingInvalid' }
        @{ Section = 'connectivity'; Name = 'web-url-path'; Value = 'x'; Id = 'HostSettingInvalid' }
        @{ Section = 'security'; Name = 'pam-service-name'; Value = "a`n[x]"; Id = 'HostSettingInvalid' }
        @{ Section = 'security'; Name = 'auth-token-verifier'; Value = 'ftp://nonsense'; Id = 'HostSettingInvalid' }
        @{ Section = 'security'; Name = 'allowed-http-host-regex'; Value = '(('; Id = 'HostSettingInvalid' }
        @{ Section = 'security'; Name = 'administrators'; Value = @{ a = 1 }; Id = 'HostSettingInvalid' }
        @{ Section = 'security'; Name = 'administrators'; Value = 'a', $null; Id = 'HostSettingInvalid' }
        @{ Section = 'security'; Name = 'pam-service-name'; Value = [pscustomobject] @{ a = 1 }; Id = 'HostSettingInvalid' }
        @{ Section = 'connectivity'; Name = 'web-listen-endpoints'; Value = 'not an address'; Id = 'HostSettingInvalid' }
        @{ Section = 'connectivity'; Name = 'web-listen-endpoints'; Value = ''; Id = 'HostSettingInvalid' }
        @{ Section = 'display'; Name = 'max-num-heads'; Value = 2; Id = 'HostSettingUnknown' }
    ) {
        { Set-DcvHostConfiguration $Section $Name $Value -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly $stock
    }

    It 'takes an unknown setting with -Force, by the type of its value, and no name that is none' {
        Set-DcvHostConfiguration display max-num-heads 2 -Force -WarningAction SilentlyContinue
        Set-DcvHostConfiguration -Setting @{ 'display' = @{ 'a' = 'x'; 'b' = $false; 'c' = 'x', 'y' } } -Force -WarningAction SilentlyContinue
        $lines = Get-Content $conf
        foreach ($line in 'max-num-heads=2', 'a="x"', 'b=false', "c=['x', 'y']") { $lines | Should -Contain $line }
        { Set-DcvHostConfiguration "x]`n[security" 'no-tls-strict' $true -Force -ErrorAction Stop } | Should -Throw -ErrorId 'HostSettingInvalid,*'
        { Set-DcvHostConfiguration 'a/../b' 'x' 1 -Force -ErrorAction Stop } | Should -Throw -ErrorId 'HostSettingInvalid,*'
    }

    It 'makes one file like another from the pipeline' {
        $other = "$conf.other"
        [System.IO.File]::WriteAllText($other, "# other`n[connectivity]`nweb-port=9000`n")
        Get-DcvHostConfiguration connectivity | Set-DcvHostConfiguration -Path $other -WarningAction SilentlyContinue
        [System.IO.File]::ReadAllText($other) | Should -BeExactly "# other`n[connectivity]`nidle-timeout=60`n"
    }

    It 'copies what it cannot read as it stands, or not at all' {
        $other = "$conf.other"
        [System.IO.File]::WriteAllText($other, '')
        $display = "[display]`nmax-head-resolution=(4096, 2160)`nquality=0.5`nmax-layout-area=4294967295`n"
        [System.IO.File]::WriteAllText($conf, "$display[connectivity]`nweb-listen-endpoints=['0.0.0.0:1','::'`n")
        Get-DcvHostConfiguration | Where-Object IsSet | Set-DcvHostConfiguration -Path $other -Force -ErrorVariable failures -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        [System.IO.File]::ReadAllText($other) | Should -BeExactly $display
        $failures.TargetObject | Should -Be 'connectivity/web-listen-endpoints'
        Set-DcvHostConfiguration display quality 0.75 -Force -WarningAction SilentlyContinue
        Get-Content $conf | Should -Contain 'quality=0.75'
    }

    It 'keeps a comment behind a value' {
        [System.IO.File]::WriteAllText($conf, "[security]`nno-tls-strict=true # ticket 4711`n")
        Set-DcvHostConfiguration security no-tls-strict $false -WarningAction SilentlyContinue
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly "[security]`n#no-tls-strict=true # ticket 4711`nno-tls-strict=false`n"
    }

    It 'takes the switch of a function' {
        function Edit-Strictness([switch] $Loose) { Set-DcvHostConfiguration security no-tls-strict $Loose -WarningAction SilentlyContinue }
        Edit-Strictness -Loose
        Get-Content $conf | Should -Contain 'no-tls-strict=true'
    }

    It 'writes nothing the second time, and nothing with -WhatIf' {
        Get-DcvHostConfiguration | Set-DcvHostConfiguration -WarningVariable warnings
        (Set-DcvHostConfiguration connectivity web-port 8444 -WhatIf -PassThru).Value | Should -Be 8444
        $warnings | Should -BeNullOrEmpty
        "$conf.dcvadmin-backup" | Should -Not -Exist
        [System.IO.File]::ReadAllText($conf) | Should -BeExactly $stock
    }

    It 'completes names and the values that a setting takes' {
        Complete 'Set-DcvHostConfiguration -Section security -Name supervision-control -Value ' | Should -Be 'disabled', 'enforced'
        Complete 'Set-DcvHostConfiguration -Section connectivity -Name enable-quic-frontend -Value t' | Should -Be 'true'
        Complete 'Set-DcvHostConfiguration -Section connectivity -Name web-port -Value 8' | Should -Be '8443'
        Complete 'Set-DcvHostConfiguration -Section connectivity -Name web-listen-endpoints -Value ' | Should -Be '0.0.0.0', '::'
    }
}
