# What the document does on a host is in SsmDocuments.Tests.ps1.
BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $surroundings = Enter-AwsTestBed
    $a, $b = 'i-0123456789abcdef0', 'i-0123456789abcdef1'
    $package = @{ Source = 's3://my-packages/DcvAdmin.0.1.0.nupkg'; Sha256 = 'aB' * 32 }
    $report = '{"Format":1,"Location":"/usr/local/share/powershell/Modules/DcvAdmin/0.1.0","Version":"0.1.0","Warnings":[]}'
}

AfterAll { Exit-AwsTestBed $surroundings }

Describe 'Install-DcvHostModule' {
    BeforeEach {
        $ssm = Start-SystemsManager @{ $a = @{ Output = $report }; $b = @{ Status = 'Failed'; Error = 'The package has the SHA-256 hash X and not the one that was given. Nothing was installed.' } }
    }

    AfterEach { Stop-LoopbackServer $ssm }

    It 'says for each instance what is installed there now, or why it is not' {
        $installed = Install-DcvHostModule @package -InstanceId $a, $b -Region eu-west-1 -EndpointUrl $ssm.Uri -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
        $installed | Should -BeOfType ([DcvAdmin.Hosts.DcvHostModule])
        $installed.InstanceId, $installed.Region, $installed.Version, $installed.ModuleBase | Should -Be $a, 'eu-west-1', '0.1.0', '/usr/local/share/powershell/Modules/DcvAdmin/0.1.0'
        $failures.Count | Should -Be 1
        Assert-Error $failures[0] InstanceFailed InvalidResult $b
        $sent = $ssm.State.Commands[0].Asked
        $sent.DocumentName, $sent.Parameters.Source, $sent.Parameters.Sha256 | Should -Be 'DcvAdmin-InstallModule', $package.Source, $package.Sha256
    }

    It 'takes instances from the pipeline, and writes nothing without -PassThru' {
        [pscustomobject] @{ InstanceId = $a; Region = 'eu-west-1' } | Install-DcvHostModule @package -EndpointUrl $ssm.Uri | Should -BeNullOrEmpty
        $ssm.State.Commands.Count | Should -Be 1
    }

    It 'sends nothing with -WhatIf' {
        Install-DcvHostModule @package -InstanceId $a -EndpointUrl $ssm.Uri -WhatIf
        @($ssm.Seen).Count | Should -Be 0
    }

    It 'refuses <Why>, and sends nothing' -TestCases @(
        @{ Why = 'a source without a scheme'; Other = @{ Source = '/tmp/package.nupkg' }; Id = 'ParameterArgumentValidationError' }
        @{ Why = 'a source that is not encrypted'; Other = @{ Source = 'http://b/package.nupkg' }; Id = 'ParameterArgumentValidationError' }
        @{ Why = 'a line end behind a source'; Other = @{ Source = "https://b/package.nupkg`n" }; Id = 'ParameterArgumentValidationError' }
        @{ Why = 'a short hash'; Other = @{ Sha256 = 'ab' * 31 }; Id = 'ParameterArgumentValidationError' }
        @{ Why = 'no instance'; Other = @{}; Id = 'InstanceIdNeeded' }
    ) {
        $given = $package.Clone()
        foreach ($name in $Other.Keys) { $given[$name] = $Other[$name] }
        $where = if ($Id -eq 'InstanceIdNeeded') { @{} } else { @{ InstanceId = $a } }
        { Install-DcvHostModule @given @where -EndpointUrl $ssm.Uri -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        @($ssm.Seen).Count | Should -Be 0
    }

    It 'takes the same as the document' {
        $patterns = (Get-Content (Join-Path (Split-Path $DcvAdminManifest) 'ssm/InstallModule.json') -Raw | ConvertFrom-Json).parameters
        $own = (Get-Command Install-DcvHostModule).Parameters
        $own.Source.Attributes.RegexPattern | Should -BeExactly $patterns.Source.allowedPattern.Replace(')$', ')\z')
        $own.Sha256.Attributes.RegexPattern | Should -BeExactly $patterns.Sha256.allowedPattern.Replace('$', '\z')
    }
}
