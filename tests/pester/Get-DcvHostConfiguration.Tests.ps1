BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'
}

Describe 'Get-DcvHostConfiguration' {
    BeforeEach {
        $former = $env:DCVADMIN_DCV_CONF
        $conf = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).conf"
        $env:DCVADMIN_DCV_CONF = $conf
        Set-Content $conf '[connectivity]', 'web-port=8444', 'web-use-hsts=no', "web-listen-endpoints=['a', 'b']", '[display]', 'max-num-heads=2'
    }

    AfterEach { $env:DCVADMIN_DCV_CONF = $former }

    It 'shows every documented setting once, and behind them what else is set' {
        $settings = Get-DcvHostConfiguration
        $settings[-1].Section, $settings[-1].Name, $settings[-1].Value, $settings[-1].Source | Should -Be 'display', 'max-num-heads', 2, $null
        $settings | Group-Object { "$_" } | Where-Object Count -GT 1 | Should -BeNullOrEmpty
        $settings.Count | Should -BeGreaterThan 35
        ($settings | Where-Object IsSet).Count | Should -Be 4
    }

    It 'shows values and defaults with their types' {
        $port, $quic = Get-DcvHostConfiguration connectivity web-port, quic-port
        $port.Value, $port.Default, $port.EffectiveValue, $port.IsSet | Should -Be 8444, 8443, 8444, $true
        $quic.Value, $quic.Default, $quic.EffectiveValue, $quic.IsSet | Should -Be $null, 8443, 8443, $false
        $port.Value | Should -BeOfType [int]
        $port.Minimum, $port.NeedsRestart | Should -Be 1025, $true
        (Get-DcvHostConfiguration connectivity web-listen-endpoints).Value | Should -Be 'a', 'b'
        (Get-DcvHostConfiguration connectivity idle-timeout).NeedsRestart | Should -BeFalse
        (Get-DcvHostConfiguration security supervision-control).AllowedValues | Should -Be 'disabled', 'enforced'
    }

    It 'shows what is no value as it stands' {
        $setting = Get-DcvHostConfiguration connectivity web-use-hsts
        "$($setting.Value)", $setting.Default | Should -Be 'no', $true
        $setting.Flaw | Should -BeLike 'no is no value*'
    }

    It 'takes wildcards and any case, and tells a name that is none' {
        (Get-DcvHostConfiguration CONN* IDLE-*).Name | Should -Be 'idle-timeout', 'idle-timeout-warning'
        Get-DcvHostConfiguration -Name x* -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty
        (Get-DcvHostConfiguration connectivity nonsense, web-port -ErrorVariable failures -ErrorAction SilentlyContinue).Name | Should -Be 'web-port'
        Assert-Error $failures[0] HostSettingUnknown ObjectNotFound 'connectivity/nonsense'
        $null = Get-DcvHostConfiguration nonsense -ErrorVariable failures -ErrorAction SilentlyContinue
        Assert-Error $failures[0] HostSettingUnknown ObjectNotFound 'nonsense/*'
    }

    It 'completes sections and their names' {
        Complete 'Get-DcvHostConfiguration -Section sess' | Should -Be 'session-management', 'session-management/automatic-console-session', 'session-management/defaults'
        Complete 'Get-DcvHostConfiguration -Section connectivity -Name idle' | Should -Be 'idle-timeout', 'idle-timeout-warning'
        Complete 'Get-DcvHostConfiguration security ca' | Should -Contain 'ca-file'
        Complete 'Get-DcvHostConfiguration sess* max' | Should -Contain 'max-sessions-per-user'
        Complete 'Get-DcvHostConfiguration sess* max' | Should -Not -Contain 'max-connections-per-user'
    }

    It 'has a table and a list' {
        Get-DcvHostConfiguration connectivity web-port | Format-Table | Out-String -Width 120 | Should -Match '(?s)Host: .*\.conf\s+Section\s+Name\s+NeedsRestart\s+Value.*connectivity\s+web-port\s+True\s+8444'
        Reset-DcvTokenVerifier -WarningAction SilentlyContinue
        Get-DcvHostConfiguration security ca-file, auth-token-verifier-timeout | Out-String -Width 120 | Should -Match '(?s)auth-token-verifier-timeout\s+True\s+\(100\)'
        Get-DcvHostConfiguration connectivity web-port | Format-List | Out-String -Width 200 | Should -Match '(?s)Minimum\s+: 1025.*Source\s+: DCV Administrator Guide'
    }
}
