[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidGlobalVars', '', Justification = 'Pester dot-sources this in one scope and runs the tests in others.')]
param()

# Dot-sourced by every suite: imports the module as it was packed, never the source tree. run.ps1 unpacks a package and names both;
# a suite that is run by hand takes what was built last.
if ($env:DCVADMIN_MODULE) {
    $manifest = $env:DCVADMIN_MODULE
    $package = $env:DCVADMIN_PACKAGE
} else {
    $output = Join-Path (Join-Path (Join-Path $PSScriptRoot '..') '..') 'output'
    $source = Import-PowerShellDataFile (Join-Path $output '../module/DcvAdmin.psd1')
    $label = if ($source.PrivateData.PSData.Prerelease) { '-' + $source.PrivateData.PSData.Prerelease.TrimStart('-') }
    $manifest = Join-Path $output "DcvAdmin/$($source.ModuleVersion)/DcvAdmin.psd1"
    $package = Join-Path $output "DcvAdmin.$($source.ModuleVersion)$label.nupkg"
}

$global:DcvAdminManifest = (Resolve-Path $manifest).ProviderPath
$global:DcvAdminPackage = if ($package) { (Resolve-Path $package).ProviderPath }
if (-not (Get-Module DcvAdmin)) { Import-Module $DcvAdminManifest }

# What a fresh process prints; a module can be imported into this one only once.
function global:Invoke-Fresh([string] $Script) {
    $file = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid()).ps1"
    Set-Content $file "`$manifest = '$DcvAdminManifest'`n$Script"
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }
}

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

# A server on this machine that answers POSTs with one reply and GETs with another. It answers as many as AnswerOnly says, and keeps the others waiting.
# Targets has replies to operations of AWS's JSON protocols; one that names a __type is a refusal. Handler is a script that makes the reply from the operation, the body
# and State instead.
function global:Start-LoopbackServer([string] $Reply, [int] $Status = 200, [int] $AnswerOnly = [int]::MaxValue, [string] $Get = $Reply, [hashtable] $Targets = @{}, [string] $Handler, [hashtable] $State) {
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $seen = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $waiting = [System.Collections.Concurrent.ConcurrentQueue[System.Net.Sockets.TcpClient]]::new()
    $shell = [powershell]::Create().AddScript({
        param($listener, $seen, $waiting, $reply, $status, $answerOnly, $get, $targets, $handler, $state)
        $ErrorActionPreference = 'Stop'
        $handle = if ($handler) { [scriptblock]::Create($handler) }
        while ($true) {
            # Fails, and so ends this, when the listener is stopped.
            $client = $listener.AcceptTcpClient()
            try {
                $stream = $client.GetStream()
                $buffer = [byte[]]::new(65536)
                $text = ''
                do {
                    $count = $stream.Read($buffer, 0, $buffer.Length)
                    if ($count -eq 0) { throw 'The client has hung up.' }
                    $text += [System.Text.Encoding]::UTF8.GetString($buffer, 0, $count)
                } until ($text -match '(?s)Content-Length: (\d+).*?\r\n\r\n(.*)' -and $Matches[2].Length -ge [int] $Matches[1] -or $text -match '(?s)^GET .*\r\n\r\n$')
                $seen.Enqueue($text)
                if ($seen.Count -gt $answerOnly) {
                    $waiting.Enqueue($client)
                    continue
                }

                $operation = [regex]::Match($text, '(?im)^X-Amz-Target: (\S+)').Groups[1].Value
                $answer = if ($handle) { & $handle $operation ($text -split '\r\n\r\n', 2)[1] $state } elseif ($text.StartsWith('GET ')) { $get } elseif ($targets.ContainsKey($operation)) { $targets[$operation] } else { $reply }
                $code = if ($answer -match '"__type"') { 400 } else { $status }
                $body = [System.Text.Encoding]::UTF8.GetBytes($answer)
                $head = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $code X`r`nContent-Type: text/xml`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n")
                $stream.Write($head, 0, $head.Length)
                $stream.Write($body, 0, $body.Length)
                $client.Dispose()
            } catch {
                # Whoever was stopped in the middle of a question; the next one is served all the same.
                $client.Dispose()
            }
        }
    }).AddArgument($listener).AddArgument($seen).AddArgument($waiting).AddArgument($Reply).AddArgument($Status).AddArgument($AnswerOnly).AddArgument($Get).AddArgument($Targets).AddArgument($Handler).AddArgument($State)
    [void] $shell.BeginInvoke()
    [pscustomobject] @{ Uri = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/"; Seen = $seen; Waiting = $waiting; Listener = $listener; Shell = $shell }
}

# A Systems Manager on this machine that speaks its protocol and runs the shipped documents as the SSM Agent does, each host with a dcv.conf of its own.
# A host is a table: Conf is its dcv.conf; Status, Details, Output and Error are what it answers without running anything; OldAgent hands over no values;
# Modules is its module path; Tools is a folder in the place of those of its system; Hangs never ends. Whoever is not named is not managed.
function global:Start-SystemsManager([hashtable] $Hosts, [switch] $NamesNobody, [hashtable] $Refusals = @{}) {
    $state = [hashtable]::Synchronized(@{
        Hosts       = $Hosts
        NamesNobody = [bool] $NamesNobody
        Refusals    = $Refusals
        Documents   = Join-Path (Split-Path $DcvAdminManifest) 'ssm'
        Modules     = Split-Path (Split-Path (Split-Path $DcvAdminManifest))
        Work        = (Get-PSDrive TestDrive).Root
        Commands    = [System.Collections.ArrayList]::Synchronized([System.Collections.ArrayList]::new())
    })
    $server = Start-LoopbackServer '{}' -State $state -Handler {
        param($operation, $body, $state)

        # As the agent does: values in the environment alone, and the lines a file that sh runs.
        function Invoke-Step($Document, $Values, $Machine) {
            $lines = ($Document.mainSteps | Where-Object name -EQ linux).inputs.runCommand -join "`n"
            # Only the folder of the system's programs is not as it ships.
            if ($Machine.Tools) { $lines = $lines.Replace('$ErrorActionPreference = ', "[AppDomain]::CurrentDomain.SetData('DcvAdmin.Programs', '$($Machine.Tools)'); `$ErrorActionPreference = ") }
            $file = Join-Path $state.Work "$([guid]::NewGuid().ToString('N')).sh"
            [System.IO.File]::WriteAllText($file, $lines)
            $start = [System.Diagnostics.ProcessStartInfo]::new('sh')
            $start.ArgumentList.Add($file)
            $start.WorkingDirectory = $state.Work
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            if ($Machine.Conf) { $start.Environment['DCVADMIN_DCV_CONF'] = $Machine.Conf }
            $start.Environment['PSModulePath'] = if ($Machine.Modules) { $Machine.Modules } else { $state.Modules }
            if (-not $Machine.OldAgent) { foreach ($name in $Values.Keys) { $start.Environment["SSM_$name"] = $Values[$name] } }
            $process = [System.Diagnostics.Process]::Start($start)
            @{ Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); Error = $process.StandardError.ReadToEndAsync() }
        }

        function Get-Invocation($Id, $Run) {
            $machine = $Run.Machine
            $status = 'InProgress'
            if ($machine.Status) { $status = $machine.Status }
            elseif ($machine.ContainsKey('Output')) { $status = 'Success' }
            elseif (-not $machine.Hangs -and $Run.Step.Process.HasExited) { $status = if ($Run.Step.Process.ExitCode) { 'Failed' } else { 'Success' } }
            $plugins = @(
                @{ Name = 'windows'; Status = 'Success'; Output = 'Step execution skipped due to unsatisfied preconditions: platformType. Step name: windows' }
                @{ Name = 'linux'; Status = $status; Output = '' }
            )
            @{ InstanceId = $Id; Status = $status; StatusDetails = $(if ($machine.Details) { $machine.Details } else { $status }); CommandPlugins = $plugins }
        }

        $ErrorActionPreference = 'Stop'
        $name = $operation -replace '^AmazonSSM\.'
        if ($state.Refusals[$name]) { return $state.Refusals[$name] }
        $asked = ConvertFrom-Json $body
        switch ($name) {
            'SendCommand' {
                $file = Join-Path $state.Documents "$($asked.DocumentName -replace '^DcvAdmin-').json"
                if ($asked.DocumentName -notlike 'DcvAdmin-*' -or -not (Test-Path $file)) { return '{"__type":"InvalidDocument"}' }
                $document = Get-Content $file -Raw | ConvertFrom-Json
                $values = @{}
                foreach ($parameter in $document.parameters.PSObject.Properties) { $values[$parameter.Name] = $parameter.Value.default }
                foreach ($given in $asked.Parameters.PSObject.Properties) {
                    if (-not $values.ContainsKey($given.Name)) { return '{"__type":"InvalidParameters","message":"unknown parameter"}' }
                    if ($given.Value[0] -cnotmatch $document.parameters.($given.Name).allowedPattern) { return '{"__type":"InvalidParameters","message":"the pattern does not allow it"}' }
                    $values[$given.Name] = $given.Value[0]
                }

                $strangers = @($asked.InstanceIds | Where-Object { -not $state.Hosts[$_] })
                if ($strangers) {
                    $words = if ($state.NamesNobody) { 'An instance is not in a valid state' } else { "Instances [[$($strangers -join ', ')]] not in a valid state for account 123456789012" }
                    return ConvertTo-Json @{ __type = 'InvalidInstanceId'; message = $words }
                }

                $runs = @{}
                foreach ($id in $asked.InstanceIds) {
                    $machine = $state.Hosts[$id]
                    $runs[$id] = @{ Machine = $machine; Step = if (-not $machine.Status -and -not $machine.ContainsKey('Output') -and -not $machine.Hangs) { Invoke-Step -Document $document -Values $values -Machine $machine } }
                }

                $number = $state.Commands.Add(@{ Asked = $asked; Runs = $runs })
                return "{""Command"":{""CommandId"":""$number"",""Status"":""Pending""}}"
            }
            'ListCommandInvocations' {
                $runs = $state.Commands[[int] $asked.CommandId].Runs
                return ConvertTo-Json @{ CommandInvocations = @(foreach ($id in $runs.Keys) { Get-Invocation -Id $id -Run $runs[$id] }) } -Depth 5
            }
            'GetCommandInvocation' {
                $run = $state.Commands[[int] $asked.CommandId].Runs[$asked.InstanceId]
                $answer = @{ ResponseCode = -1; StandardOutputContent = "$($run.Machine.Output)"; StandardErrorContent = "$($run.Machine.Error)" }
                if ($run.Step) {
                    $code = $run.Step.Process.ExitCode
                    $words = $run.Step.Error.Result
                    if ($code) { $words += "`nfailed to run commands: exit status $code" }
                    $answer = @{ ResponseCode = $code; StandardOutputContent = $run.Step.Output.Result; StandardErrorContent = $words }
                }

                return ConvertTo-Json $answer
            }
            default { return '{"__type":"UnknownOperationException"}' }
        }
    }.ToString()
    $server | Add-Member -NotePropertyName State -NotePropertyValue $state -PassThru
}

# A web server on this machine that speaks TLS, with a self-signed certificate for 127.0.0.1 or for another name alone. Its authority is its certificate, in the file Pem.
function global:Start-LoopbackTlsServer([int] $Status = 200, [string] $OnlyForName, [int] $AnswerOnly = [int]::MaxValue, [string] $Subject = 'CN=DCV', [string] $Reply = '') {
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new($Subject, $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    if ($OnlyForName) { $names.AddDnsName($OnlyForName) } else { $names.AddIpAddress([System.Net.IPAddress]::Loopback) }
    $request.CertificateExtensions.Add($names.Build())
    $made = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(5))
    # Schannel does not serve a key that lives in memory alone.
    $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($made.Export('Pkcs12'))
    $pem = Join-Path ([System.IO.Path]::GetTempPath()) "dcvadmin-$([guid]::NewGuid()).pem"
    Set-Content $pem "-----BEGIN CERTIFICATE-----`n$([Convert]::ToBase64String($certificate.RawData, 'InsertLineBreaks'))`n-----END CERTIFICATE-----"
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $seen = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $waiting = [System.Collections.Concurrent.ConcurrentQueue[System.Net.Sockets.TcpClient]]::new()
    $shell = [powershell]::Create().AddScript({
        param($listener, $seen, $waiting, $certificate, $status, $answerOnly, $reply)
        while ($true) {
            # A listener that was stopped throws for ever.
            try { $client = $listener.AcceptTcpClient() } catch { return }
            if ($seen.Count -ge $answerOnly) {
                $waiting.Enqueue($client)
                continue
            }
            try {
                $stream = [System.Net.Security.SslStream]::new($client.GetStream())
                $stream.AuthenticateAsServer($certificate)
                $buffer = [byte[]]::new(65536)
                $text = ''
                do { $read = $stream.Read($buffer, 0, $buffer.Length); $text += [System.Text.Encoding]::ASCII.GetString($buffer, 0, $read) } until ($read -eq 0 -or $text -match '(?s)Content-Length: (\d+).*?\r\n\r\n(.*)' -and $Matches[2].Length -ge [int] $Matches[1] -or $text -match '(?s)^GET .*\r\n\r\n$')
                $seen.Enqueue($text)
                $answer = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $status X`r`nContent-Length: $($reply.Length)`r`nConnection: close`r`n`r`n$reply")
                $stream.Write($answer, 0, $answer.Length)
            } catch { $seen.Enqueue("$_") } finally { $client.Dispose() }
        }
    }).AddArgument($listener).AddArgument($seen).AddArgument($waiting).AddArgument($certificate).AddArgument($Status).AddArgument($AnswerOnly).AddArgument($Reply)
    [void] $shell.BeginInvoke()
    [pscustomobject] @{ Port = $listener.LocalEndpoint.Port; Seen = $seen; Waiting = $waiting; Listener = $listener; Shell = $shell; Certificate = $certificate; Pem = $pem }
}

function global:Stop-LoopbackServer($Server) {
    $Server.Listener.Stop()
    foreach ($client in $Server.Waiting) { $client.Dispose() }
    $Server.Shell.Dispose()
    if ($Server.PSObject.Properties['Pem']) { Remove-Item $Server.Pem }
}

# Answers a request that was kept waiting.
function global:Send-Reply([System.Net.Sockets.TcpClient] $Client, [string] $Body) {
    $bytes = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 200 OK`r`nContent-Type: text/xml`r`nContent-Length: $($Body.Length)`r`nConnection: close`r`n`r`n$Body")
    $Client.GetStream().Write($bytes, 0, $bytes.Length)
    $Client.Dispose()
}

# Waits until a condition holds; a test that waits for nothing hangs here for ten seconds and then fails.
function global:Wait-Until([scriptblock] $Condition) {
    for ($i = 0; $i -lt 200; $i++) {
        if (& $Condition) { return }
        Start-Sleep -Milliseconds 50
    }

    throw "This did not become true: $Condition"
}

# Whether the client has hung up on every request that is kept waiting.
function global:Test-HungUp($Server) {
    foreach ($client in $Server.Waiting) {
        if (-not ($client.Client.Poll(0, 'SelectRead') -and $client.Available -eq 0)) { return $false }
    }

    $true
}

function global:Assert-Error($ErrorRecord, [string] $Id, [System.Management.Automation.ErrorCategory] $Category, $Target) {
    $ErrorRecord.FullyQualifiedErrorId | Should -BeLike "$Id,DcvAdmin.*Command"
    $ErrorRecord.CategoryInfo.Category | Should -Be $Category
    "$($ErrorRecord.TargetObject)" | Should -Be "$Target"
    $ErrorRecord.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
}

# What Tab offers at the end of a line.
function global:Complete([string] $Line) {
    [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches | ForEach-Object CompletionText
}

# Lets nothing of this machine's AWS configuration reach a test, and no test wait for a metadata service; returns what was there.
function global:Enter-AwsTestBed {
    $names = 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE',
        'AWS_EC2_METADATA_DISABLED', 'AWS_ENDPOINT_URL'
    $before = @{}
    foreach ($name in $names) {
        $before[$name] = [System.Environment]::GetEnvironmentVariable($name)
        Remove-Item "Env:$name" -ErrorAction Ignore
    }

    # One place for the whole process: the SDK looks only once where its files are.
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "dcvadmin-aws-$PID"
    $null = New-Item $folder -ItemType Directory -Force
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $env:AWS_CONFIG_FILE = Join-Path $folder 'config'
    $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $folder 'credentials'
    Set-Content $env:AWS_CONFIG_FILE @'
[default]
region = eu-central-1
[profile lab]
region = eu-north-1
[sso-session corp]
sso_region = eu-west-1
[profile empty one]
region = eu-west-1
[profile mfa]
region = eu-west-1
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = lab
mfa_serial = arn:aws:iam::123456789012:mfa/anna
[profile oidc]
region = eu-west-1
role_arn = arn:aws:iam::123456789012:role/admin
web_identity_token_file = /there/is/no/such/file
[profile process]
region = eu-west-1
credential_process = there-is-no-such-program
'@
    Set-Content $env:AWS_SHARED_CREDENTIALS_FILE @'
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default-secret
[lab]
aws_access_key_id = AKIALAB
aws_secret_access_key = lab-secret
[homeless]
aws_access_key_id = AKIAHOMELESS
aws_secret_access_key = homeless-secret
'@
    $before
}

# The file of the emulator of Amazon WorkSpaces; nothing where it was not built.
function global:Get-WorkspacesEmulator {
    $file = if ($env:DCVADMIN_WORKSPACES_EMULATOR) { $env:DCVADMIN_WORKSPACES_EMULATOR } else { Join-Path $PSScriptRoot '../shared/DcvAdmin.WorkspacesEmulator/bin/Debug/net10.0/DcvAdmin.WorkspacesEmulator.dll' }
    if ((Test-Path $file) -and (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)) { $file }
}

# Amazon WorkSpaces on this machine, with regions that are empty. Its own API is the path emulator: see EmulatorControl.cs.
function global:Start-WorkspacesEmulator([string[]] $Region) {
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in @(Get-WorkspacesEmulator) + $Region) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $emulator = [pscustomobject] @{ Uri = $process.StandardOutput.ReadLine(); Process = $process }
    $null = Invoke-RestMethod -Method Put -Uri "$($emulator.Uri)emulator" -Body '{ "actionTime": 0 }'
    $emulator
}

function global:Stop-WorkspacesEmulator($Emulator) {
    $Emulator.Process.StandardInput.Close()
    if (-not $Emulator.Process.WaitForExit(10000)) { $Emulator.Process.Kill() }
    $Emulator.Process.Dispose()
}

# Sets a region of the emulator anew.
function global:Set-EmulatedRegion($Emulator, [string] $Region, [hashtable] $State) {
    $null = Invoke-RestMethod -Method Put -Uri "$($Emulator.Uri)emulator/$Region" -Body (ConvertTo-Json $State -Depth 5)
}

# The calls since the last time, as "region operation body".
function global:Read-EmulatedCall($Emulator) {
    "$(Invoke-RestMethod -Uri "$($Emulator.Uri)emulator/calls")" -split '\n'
    $null = Invoke-RestMethod -Method Delete -Uri "$($Emulator.Uri)emulator/calls"
}

function global:Exit-AwsTestBed([hashtable] $Before) {
    Remove-Item (Split-Path $env:AWS_CONFIG_FILE) -Recurse
    foreach ($name in $Before.Keys) {
        if ($Before[$name]) { Set-Item "Env:$name" $Before[$name] } else { Remove-Item "Env:$name" -ErrorAction Ignore }
    }
}
