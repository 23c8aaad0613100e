BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $commands = (Import-PowerShellDataFile $DcvAdminManifest).CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $suites = $commands | ForEach-Object { $_.Name }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Split-Path $DcvAdminManifest
}

Describe 'Help' {
    It 'describes <Name> and each of its parameters, with examples' -TestCases $commands {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        ($help.description | Out-String).Length | Should -BeGreaterThan 100
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
        $help.relatedLinks.navigationLink | Should -Not -BeNullOrEmpty

        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $actual = (Get-Command $Name).Parameters.Values | Where-Object Name -NotIn $common
        Compare-Object $actual.Name $help.parameters.parameter.name | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
        foreach ($parameter in $actual) {
            $described = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            ($described.description | Out-String).Trim() | Should -Not -BeNullOrEmpty -Because $parameter.Name
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType)
            if (-not $type) { $type = $parameter.ParameterType }
            $described.type.name | Should -Be $type.Name -Because $parameter.Name
        }
    }

    It 'shows the parameter sets of <Name> as they are' -TestCases $commands {
        $sets = (Get-Command $Name).ParameterSets
        $shown = @((Get-Help $Name).syntax.syntaxItem)
        $shown.Count | Should -Be $sets.Count
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $wanted = $sets | ForEach-Object { ($_.Parameters | Where-Object Name -NotIn $common | ForEach-Object { "$($_.Name)$(if ($_.IsMandatory) { '*' })" } | Sort-Object) -join ' ' } | Sort-Object
        $shown | ForEach-Object { ($_.parameter | ForEach-Object { "$($_.name)$(if ($_.required -eq 'true') { '*' })" } | Sort-Object) -join ' ' } | Sort-Object | Should -Be $wanted
    }

    It 'has a page <_>' -TestCases 'about_DcvAdmin', 'about_DcvErrors' {
        Get-Content (Join-Path $folder "en-US/$_.help.txt") -Raw | Should -Match "TOPIC\s+$_"
    }

    It 'lists every error id, with its category' {
        $page = Get-Content (Join-Path $folder 'en-US/about_DcvErrors.help.txt') -Raw
        $errors = [DcvAdmin.Tokens.DcvAuthToken].Assembly.GetType('DcvAdmin.Pipeline.Errors')
        $categoryOf = $errors.GetMethod('CategoryOf', [System.Reflection.BindingFlags] 'Static, NonPublic')
        foreach ($fault in [Enum]::GetValues([DcvAdmin.Stores.StoreFault])) {
            $page | Should -Match "(?m)^\s+Store$fault\s+$($categoryOf.Invoke($null, @($fault)))\s"
        }
    }

    It 'has a suite for <_>' -TestCases $suites {
        Join-Path $PSScriptRoot "$_.Tests.ps1" | Should -Exist
    }
}
