# The first call that needs adapters, and the same again: each on a store that does not exist yet.
param([string] $Module, [string] $Folder)

$ErrorActionPreference = 'Stop'
Import-Module $Module
$milliseconds = foreach ($call in 'first', 'second') {
    $store = 'sqlite:///' + (Join-Path $Folder "$call-$PID.db").Replace('\', '/').TrimStart('/')
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    Get-DcvAuthToken -Store $store
    $clock.Elapsed.TotalMilliseconds
}

[Console]::Out.WriteLine((ConvertTo-Json -Compress -InputObject @{ First = $milliseconds[0]; Second = $milliseconds[1] }))
