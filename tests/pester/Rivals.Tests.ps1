# Other modules bring AWSSDK.Core as well, often an older one, and all of one major carry the same assembly version. Ours must run on its own copy, and theirs on theirs.
BeforeDiscovery {
    $build = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'net472' } else { 'net8.0' }
    $rivals = if ($env:DCVADMIN_RIVALS) { Get-ChildItem (Join-Path $env:DCVADMIN_RIVALS $build) -Directory | ForEach-Object Name }
    $cases = foreach ($rival in $rivals) {
        foreach ($first in 'theirs', 'ours') { @{ Rival = $rival; First = $first; File = Join-Path (Join-Path (Join-Path $env:DCVADMIN_RIVALS $build) $rival) 'AWSSDK.Core.dll' } }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $answer = '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/anna</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'
    $folder = Split-Path $DcvAdminManifest
    $adapters = Join-Path (Join-Path $folder 'adapters') $(if ($PSVersionTable.PSEdition -eq 'Desktop') { 'net472' } else { 'net8.0' })
    $ours = [System.Diagnostics.FileVersionInfo]::GetVersionInfo((Join-Path $adapters 'AWSSDK.Core.dll')).FileVersion
}

Describe 'A rival AWSSDK.Core' {
    It 'is there to be tested against' -Skip:(-not $env:DCVADMIN_RIVALS) {
        # Set DCVADMIN_RIVALS to the folder of rivals that the build of DcvAdmin.Cmdlets.Tests lays out.
        Join-Path $env:DCVADMIN_RIVALS 'net8.0' | Should -Exist
    }

    It 'of version <Rival> stays untouched and ours is right, <First> first' -TestCases $cases {
        $server = Start-LoopbackServer $answer
        try {
            $steps = @{
                # A region's name is looked up in the rival, so that it is used and not only loaded.
                theirs = "[void][System.Reflection.Assembly]::LoadFrom('$File'); [Amazon.RegionEndpoint]::GetBySystemName('eu-west-1').SystemName"
                ours = "Import-Module `$manifest; (Get-DcvAwsIdentity -Region eu-west-1 -EndpointUrl '$($server.Uri)').AccountId"
            }
            $order = if ($First -eq 'ours') { 'ours', 'theirs' } else { 'theirs', 'ours' }
            $output = Invoke-Fresh @"
                `$env:AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE'; `$env:AWS_SECRET_ACCESS_KEY = 'secret'; `$env:AWS_EC2_METADATA_DISABLED = 'true'
                $($steps[$order[0]])
                $($steps[$order[1]])
                $($steps.theirs)
                $($steps.ours)
                [Amazon.RegionEndpoint].Assembly.Location
                [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'AWSSDK.Core' } | ForEach-Object { [System.Diagnostics.FileVersionInfo]::GetVersionInfo(`$_.Location).FileVersion } | Sort-Object -Unique
                if (`$PSVersionTable.PSEdition -eq 'Core') {
                    [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { `$_.GetName().Name -eq 'AWSSDK.Core' } | ForEach-Object Location
                }
"@
            $once = @{ theirs = 'eu-west-1'; ours = '123456789012' }
            $theirVersion = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($File).FileVersion
            $expected = @($once[$order[0]], $once[$order[1]], 'eu-west-1', '123456789012', $File) + @($theirVersion, $ours | Sort-Object)
            if ($PSVersionTable.PSEdition -eq 'Core') { $expected += $File }
            $output | Should -Be $expected
        } finally { Stop-LoopbackServer $server }
    }
}
