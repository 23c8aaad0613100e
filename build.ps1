#!/usr/bin/env pwsh

<#
.SYNOPSIS
Builds, tests, analyzes or packs DcvAdmin.
.DESCRIPTION
Needs the .NET SDK that global.json names; Analyze needs PSScriptAnalyzer instead. Runs under PowerShell 7.4 and later and under Windows PowerShell 5.1.
.PARAMETER Task
Build    builds everything, and puts the module into output/DcvAdmin/<version> and its package into output
Test     does that and runs every test, the Pester suites on the unpacked package among them
Analyze  runs PSScriptAnalyzer over every script of the repository and fails on any finding
Package  builds the module alone and returns the path of its package
Functions  publishes the Lambda functions and returns the path of their zip, which is the same for the same sources
.PARAMETER Configuration
Debug, or Release, which is the default of Package and Functions.
.EXAMPLE
./build.ps1
Builds everything. The last line says how to import the module.
.EXAMPLE
./build.ps1 -Task Test -Configuration Release
Builds and runs all tests.
.EXAMPLE
./build.ps1 -Task Analyze
Says nothing where there is nothing to say.
.EXAMPLE
$package = ./build.ps1 -Task Package
./tests/pester/run.ps1 -Package $package
Packs the module for release and runs the Pester suites on that very file.
.EXAMPLE
./build.ps1 -Task Functions
Says where the zip for provided.al2023 on x86_64 lies.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Analyze', 'Package', 'Functions')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration
)

$ErrorActionPreference = 'Stop'
if (-not $Configuration) { $Configuration = if ($Task -in 'Package', 'Functions') { 'Release' } else { 'Debug' } }
$solution = Join-Path $PSScriptRoot 'DcvAdmin.sln'
$module = Join-Path $PSScriptRoot 'module/DcvAdmin.Module.csproj'
$functions = Join-Path $PSScriptRoot 'src/DcvAdmin.Functions/DcvAdmin.Functions.csproj'

function Invoke-DotNet([string[]] $Arguments) {
    & dotnet $Arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Arguments[0]) failed with exit code $LASTEXITCODE." }
}

# What the build prints goes to the screen, so that a task returns nothing but its result.
function Build-Project([string] $Path) {
    Invoke-DotNet -Arguments 'build', $Path, '--configuration', $Configuration, '--nologo' | Out-Host
}

function Get-ModuleProperty([string] $Name) {
    Invoke-DotNet -Arguments 'msbuild', $module, "-getProperty:$Name"
}

function Find-ScriptFlaw {
    if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) { throw 'PSScriptAnalyzer is not installed: Install-PSResource PSScriptAnalyzer' }
    $settings = Join-Path $PSScriptRoot 'PSScriptAnalyzerSettings.psd1'
    $files = Get-ChildItem $PSScriptRoot -Recurse -File -Include '*.ps1', '*.psm1', '*.psd1', '*.ps1xml' |
        Where-Object { $_.FullName.Substring($PSScriptRoot.Length) -notmatch '[\\/](bin|obj|output|TestResults)[\\/]' }
    foreach ($file in $files) {
        $options = @{ Settings = $settings }
        # Pester runs the blocks of a suite in scopes that the analyzer does not see, and the secrets of a test are none.
        if ($file.Name -like '*.Tests.ps1') { $options.ExcludeRule = 'PSUseDeclaredVarsMoreThanAssignments', 'PSAvoidUsingConvertToSecureStringWithPlainText' }
        $found = if ($file.Extension -eq '.ps1xml') {
            Select-Xml -LiteralPath $file.FullName -XPath '//ScriptBlock' | ForEach-Object { Invoke-ScriptAnalyzer -ScriptDefinition $_.Node.InnerText @options }
        } else {
            Invoke-ScriptAnalyzer -Path $file.FullName @options
        }
        $found | ForEach-Object { "$($file.FullName):$($_.Line): $($_.RuleName): $($_.Message)" }
    }
}

switch ($Task) {
    'Build' {
        Build-Project $solution
        "Import-Module $(Get-ModuleProperty ModuleFolder)DcvAdmin.psd1"
    }
    'Test' {
        Build-Project $solution
        Invoke-DotNet -Arguments 'test', $solution, '--configuration', $Configuration, '--no-build', '--nologo'
    }
    'Analyze' {
        $flaws = @(Find-ScriptFlaw)
        $flaws
        if ($flaws) { throw "PSScriptAnalyzer has $($flaws.Count) findings." }
    }
    'Package' {
        Build-Project $module
        Get-ModuleProperty ModulePackage
    }
    'Functions' {
        Invoke-DotNet -Arguments 'publish', $functions, '--configuration', $Configuration, '--nologo' | Out-Host
        Invoke-DotNet -Arguments 'msbuild', $functions, '-getProperty:FunctionsZip', '-p:_IsPublishing=true'
    }
}
