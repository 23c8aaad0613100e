#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds or tests DcvAdmin. Needs the .NET SDK that global.json names; nothing else.
.EXAMPLE
./build.ps1
Builds everything and puts the module into output/DcvAdmin/<version>.
.EXAMPLE
./build.ps1 -Task Test -Configuration Release
Builds and runs all tests, the Pester suites among them.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$solution = Join-Path $PSScriptRoot 'DcvAdmin.sln'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

Invoke-DotNet build $solution --configuration $Configuration --nologo
if ($Task -eq 'Test') { Invoke-DotNet test $solution --configuration $Configuration --no-build --nologo }

$version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'module/DcvAdmin.psd1')).ModuleVersion
$module = Join-Path $PSScriptRoot "output/DcvAdmin/$version"
Write-Host "The module is in $module. Use it: Import-Module $(Join-Path $module 'DcvAdmin.psd1')"
