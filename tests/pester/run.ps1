<#
.SYNOPSIS
Runs every suite on a package, unpacked as an installer would, under the PowerShell that runs this script.
.DESCRIPTION
The exit code is 0 where all tests passed, 1 where one failed, and 3 where Pester 5 is not installed.
.EXAMPLE
pwsh ./tests/pester/run.ps1 -Package ./output/DcvAdmin.0.1.0.nupkg
.EXAMPLE
powershell -File ./tests/pester/run.ps1 -Package ./output/DcvAdmin.0.1.0.nupkg -Results ./pester.xml
Also writes the results as NUnit XML.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Package,

    [string] $Results
)

$ErrorActionPreference = 'Stop'

if (-not (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 -and $_.Version -ge '5.3' })) {
    "Pester 5 is not installed: Install-PSResource Pester -Version '[5.3,6.0)'"
    exit 3
}
Import-Module Pester -MinimumVersion 5.3 -MaximumVersion 5.999.999
Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem

$environment = 'DCVADMIN_MODULE', 'DCVADMIN_PACKAGE', 'DCVADMIN_STORE', 'DCVADMIN_DATAFOLDER', 'DCVADMIN_DCV_CONF'
$before = @{}
foreach ($name in $environment) { $before[$name] = [System.Environment]::GetEnvironmentVariable($name) }
$root = Join-Path ([System.IO.Path]::GetTempPath()) "dcvadmin-$([guid]::NewGuid().ToString('N'))"
try {
    $package = (Resolve-Path $Package).ProviderPath
    $zip = [System.IO.Compression.ZipFile]::OpenRead($package)
    try {
        $reader = [System.IO.StreamReader]::new(($zip.Entries | Where-Object { $_.FullName -like '*.nuspec' }).Open())
        $metadata = ([xml] $reader.ReadToEnd()).package.metadata
        # An installer's folder has no prerelease label.
        $folder = Join-Path (Join-Path $root $metadata.id) ($metadata.version -replace '-.*')
        foreach ($entry in $zip.Entries) {
            if ($entry.FullName -match '^(_rels/|package/|\[Content_Types\]\.xml$)|\.nuspec$') { continue }
            $file = Join-Path $folder $entry.FullName
            $null = [System.IO.Directory]::CreateDirectory((Split-Path $file))
            [System.IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $file)
        }
    } finally {
        $zip.Dispose()
    }

    # The settings of whoever runs the tests must not reach them.
    foreach ($name in $environment) { [System.Environment]::SetEnvironmentVariable($name, $null) }
    $env:DCVADMIN_MODULE = Join-Path $folder "$($metadata.id).psd1"
    $env:DCVADMIN_PACKAGE = $package

    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $PSScriptRoot
    $configuration.Run.PassThru = $true
    if ($Results) {
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputFormat = 'NUnitXml'
        $configuration.TestResult.OutputPath = $Results
    }
    $outcome = Invoke-Pester -Configuration $configuration
} finally {
    foreach ($name in $environment) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
    # On Windows the assemblies that this process has loaded stay, in the temporary folder.
    Remove-Item $root -Recurse -Force -ErrorAction Ignore
}

exit [int] ($outcome.Result -ne 'Passed' -or $outcome.TotalCount -eq 0)
