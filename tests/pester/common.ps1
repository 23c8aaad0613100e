# Dot-sourced by every suite: imports the module as it was built, never the source tree.
$manifest = if ($env:DCVADMIN_MODULE) {
    $env:DCVADMIN_MODULE
} else {
    $root = Join-Path (Join-Path $PSScriptRoot '..') '..'
    $version = (Import-PowerShellDataFile (Join-Path $root 'module/DcvAdmin.psd1')).ModuleVersion
    Join-Path $root "output/DcvAdmin/$version/DcvAdmin.psd1"
}

$global:DcvAdminManifest = (Resolve-Path $manifest).ProviderPath
if (-not (Get-Module DcvAdmin)) { Import-Module $DcvAdminManifest }

# The name of a new store in the TestDrive.
function global:New-StoreUri {
    $path = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).db"
    'sqlite:///' + $path.Replace('\', '/').TrimStart('/')
}

# Runs a pipeline in a runspace of its own, so that a test can stop it.
function global:Start-OtherPipeline([string] $Script, [hashtable] $Variables = @{}) {
    $shell = [powershell]::Create()
    [void] $shell.AddScript({ param($manifest, $variables) Import-Module $manifest; foreach ($name in $variables.Keys) { Set-Variable $name $variables[$name] } }.ToString() + "`n" + $Script)
    [void] $shell.AddArgument($DcvAdminManifest).AddArgument($Variables)
    $shell
}

# A verifier on this machine that answers every request with the same reply; with no reply it accepts the connection and stays silent.
function global:Start-Verifier([string] $Reply, [int] $Status = 200) {
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $seen = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $shell = [powershell]::Create().AddScript({
        param($listener, $seen, $reply, $status)
        while ($true) {
            $client = $listener.AcceptTcpClient()
            $stream = $client.GetStream()
            $buffer = [byte[]]::new(65536)
            $text = ''
            do { $text += [System.Text.Encoding]::UTF8.GetString($buffer, 0, $stream.Read($buffer, 0, $buffer.Length)) }
            until ($text -match '(?s)Content-Length: (\d+).*?\r\n\r\n(.*)' -and $Matches[2].Length -ge [int] $Matches[1])
            $seen.Enqueue($text)
            if (-not $reply) { continue }
            $body = [System.Text.Encoding]::UTF8.GetBytes($reply)
            $head = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $status X`r`nContent-Type: text/xml`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n")
            $stream.Write($head, 0, $head.Length)
            $stream.Write($body, 0, $body.Length)
            $client.Dispose()
        }
    }).AddArgument($listener).AddArgument($seen).AddArgument($Reply).AddArgument($Status)
    [void] $shell.BeginInvoke()
    [pscustomobject] @{ Uri = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/verify"; Seen = $seen; Listener = $listener; Shell = $shell }
}

function global:Stop-Verifier($Verifier) {
    $Verifier.Listener.Stop()
    $Verifier.Shell.Dispose()
}

function global:Assert-Error($ErrorRecord, [string] $Id, [System.Management.Automation.ErrorCategory] $Category, $Target) {
    $ErrorRecord.FullyQualifiedErrorId | Should -BeLike "$Id,DcvAdmin.Tokens.*Command"
    $ErrorRecord.CategoryInfo.Category | Should -Be $Category
    "$($ErrorRecord.TargetObject)" | Should -Be "$Target"
    $ErrorRecord.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
}
