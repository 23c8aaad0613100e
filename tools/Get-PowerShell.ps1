<#
.SYNOPSIS
Fetches one exact version of PowerShell, checks it against the hashes of its release, and returns the path of its executable.
.DESCRIPTION
A runner has the newest patch of one version; what the module promises is the first patch of each.
.EXAMPLE
$pwsh = ./tools/Get-PowerShell.ps1 -Version 7.4.0 -Destination ./output/powershell
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Version,

    [Parameter(Mandatory)]
    [string] $Destination,

    [uri] $Releases = 'https://github.com/PowerShell/PowerShell/releases/download'
)

$ErrorActionPreference = 'Stop'
# Windows PowerShell draws a bar that takes longer than the download.
$ProgressPreference = 'SilentlyContinue'

$architecture = [System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
$archive = if ($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
    "PowerShell-$Version-win-$architecture.zip"
} elseif ($IsMacOS) {
    "powershell-$Version-osx-$architecture.tar.gz"
} else {
    "powershell-$Version-linux-$architecture.tar.gz"
}

$folder = (New-Item $Destination -ItemType Directory -Force).FullName
$file = Join-Path $folder $archive
$hashes = Join-Path $folder 'hashes.sha256'
Invoke-WebRequest "$Releases/v$Version/$archive" -OutFile $file -UseBasicParsing
Invoke-WebRequest "$Releases/v$Version/hashes.sha256" -OutFile $hashes -UseBasicParsing

# Lines of "<hash> *<file>".
$expected = @(Get-Content $hashes | Where-Object { $_ -match "^([0-9a-f]{64})\s+\*?$([regex]::Escape($archive))\s*$" } | ForEach-Object { ($_ -split '\s')[0] })
if ($expected.Count -ne 1) { throw "The hashes of release $Version name $archive $($expected.Count) times." }
$actual = (Get-FileHash $file -Algorithm SHA256).Hash
if ($actual -ne $expected[0]) { throw "$archive has the hash $actual; the release says $($expected[0])." }

$target = (New-Item (Join-Path $folder $Version) -ItemType Directory -Force).FullName
if ($archive -like '*.zip') {
    Expand-Archive $file $target -Force
    $executable = Join-Path $target 'pwsh.exe'
} else {
    tar -xzf $file -C $target
    if ($LASTEXITCODE -ne 0) { throw "tar failed with exit code $LASTEXITCODE." }
    $executable = Join-Path $target 'pwsh'
    chmod +x $executable
}
Remove-Item $file, $hashes
$executable
