# Which assemblies come in with each step that should need the module's own ones alone, and with the first that needs more. One line of JSON a step.
param([string] $Module, [string] $Folder)

$ErrorActionPreference = 'Stop'
$known = [System.Collections.Generic.HashSet[System.Reflection.Assembly]]::new([AppDomain]::CurrentDomain.GetAssemblies())

function Write-Step([string] $Name, [int] $Count) {
    $new = foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
        if ($known.Add($assembly)) { @{ Name = $assembly.GetName().Name; Location = $(if (-not $assembly.IsDynamic) { $assembly.Location }) } }
    }

    [Console]::Out.WriteLine((ConvertTo-Json -Compress -Depth 4 ([ordered] @{
        Step = $Name
        Count = $Count
        EngineFolders = @($PSHOME, [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory())
        Assemblies = @($new)
    })))
}

Import-Module $Module
$cmdlets = @(Get-Command -Module DcvAdmin)
Write-Step 'Import-Module' $cmdlets.Count

$syntaxes = @(Get-Command -Module DcvAdmin -Syntax | Where-Object { "$_".Trim() })
Write-Step 'Get-Command -Syntax of every cmdlet' $syntaxes.Count

$helps = @($cmdlets | ForEach-Object { Get-Help $_.Name -Full | Out-String } | Where-Object { $_.Trim() })
Write-Step 'Get-Help -Full of every cmdlet' $helps.Count

$offers = foreach ($cmdlet in $cmdlets) {
    foreach ($parameter in $cmdlet.Parameters.Keys) {
        $line = "$($cmdlet.Name) -$parameter "
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
    }
}
Write-Step 'Completion of the value of every parameter' @($offers).Count

Get-DcvAuthToken -Store ('sqlite:///' + (Join-Path $Folder 'assemblies.db').Replace('\', '/').TrimStart('/'))
Write-Step 'Get-DcvAuthToken on a new SQLite store' 0
