# One import, timed inside a fresh process. With a warm-up module, the engine's own beginnings are over before the clock starts.
param([string] $Module, [string] $WarmUp)

$ErrorActionPreference = 'Stop'
if ($WarmUp) { Import-Module $WarmUp }
if (-not $Module) { return }

$clock = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$clock.Stop()

$imported = Get-Module ([System.IO.Path]::GetFileNameWithoutExtension($Module))
# Written by hand: ConvertTo-Json would bring in a module, which the whole-process time would count.
[Console]::Out.WriteLine('{"Milliseconds":' + $clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture) + ',"Cmdlets":' + $imported.ExportedCmdlets.Count + '}')
