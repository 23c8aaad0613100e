# What a report says about engine and module.
param([string] $Module)

$ErrorActionPreference = 'Stop'
$imported = Import-Module $Module -PassThru
$assembly = [AppDomain]::CurrentDomain.GetAssemblies().Where({ -not $_.IsDynamic -and $_.Location -eq (Join-Path $imported.ModuleBase $imported.RootModule) })[0]
$debuggable = [System.Reflection.CustomAttributeExtensions]::GetCustomAttribute($assembly, [System.Diagnostics.DebuggableAttribute])
[Console]::Out.WriteLine((ConvertTo-Json -Compress -InputObject @{
    PowerShell = "$($PSVersionTable.PSVersion)"
    Framework = [System.Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
    IsOptimized = -not ($debuggable -and $debuggable.IsJITOptimizerDisabled)
}))
