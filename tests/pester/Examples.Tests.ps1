# Runs every example of the help pages as it is printed, each in a runspace and a folder of its own that hold what examples refer to:
#
#   the default store  three tokens of the label class, for EXAMPLE\anna and EXAMPLE\bob, one of which becomes valid later, and one that expires soon
#   class.csv          rows with SessionId and UserName
#   hosts.csv          the same with HostName
#   leavers.txt        user names
#   https://broker01   a broker, with its api-client.json and ca.pem
#   dcv01.example.com  for Test-DcvConnection: a web server on this machine with a self-signed certificate
#   AWS                an answer to GetCallerIdentity, for the default profile and the profile lab, and a Systems Manager without documents
#   Amazon WorkSpaces  anna, bob and carla in eu-west-1 and us-east-1, also in the default inventory; workspaces.csv names two of them
#   i-0123456789abcdef0 and ...f1  hosts that answer every command with the same report
#   this machine       a dcv.conf of its own, nearly as it is installed; golden-image.conf has no-tls-strict set
#   Read-Host          answers with the secret of a token
#
# An example that shows a refusal on purpose says so in its code: # writes the error TokenNotFound
BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $examples = foreach ($page in Get-ChildItem (Join-Path $PSScriptRoot '../../docs/en-US') -Filter '*-*.md' | Where-Object BaseName -CMatch '^[A-Z]') {
        $markdown = (Get-Content $page.FullName -Raw) -replace '\r'
        foreach ($section in [regex]::Matches($markdown, '(?ms)^### (?<title>Example \d+: .+?)$(?<body>.*?)(?=^#{2,3} |\z)')) {
            # The fences of one example belong together: the second may use a variable of the first.
            $code = ([regex]::Matches($section.Groups['body'].Value, '(?ms)^```powershell\n(?<code>.*?)^```$') | ForEach-Object { $_.Groups['code'].Value }) -join "`n"
            @{
                Cmdlet      = $page.BaseName
                Title       = $section.Groups['title'].Value
                Code        = $code
                Expected    = @([regex]::Matches($code, '# writes the error (?<id>\w+)') | ForEach-Object { $_.Groups['id'].Value } | Sort-Object -Unique)
                NeedsBroker = $code -match 'https://broker01'
                NeedsAmazon = $code -match 'DcvWorkspace'
            }
        }
    }
    $pages = $examples | Group-Object { $_.Cmdlet } | ForEach-Object { @{ Cmdlet = $_.Name; Count = $_.Count } }
}

Describe 'The examples' {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'common.ps1')
        $root = (Get-PSDrive TestDrive).Root
        $client = $null
        $process = $null

        # What a store holds, as one text.
        function Get-StoreText([hashtable] $On) {
            Get-DcvAuthToken @On | ForEach-Object { "$($_.Id) $($_.State)" } | Out-String
        }

        function Add-Token([hashtable] $On) {
            $null = New-DcvAuthToken -SessionId console -UserName 'EXAMPLE\anna' -Label class @On
            $null = New-DcvAuthToken -SessionId lab-1 -UserName 'EXAMPLE\bob' -Label class @On
            $null = New-DcvAuthToken -SessionId lab-2 -UserName 'EXAMPLE\anna' -Label class -NotBefore (Get-Date).AddHours(1) @On
            $null = New-DcvAuthToken -SessionId console -UserName 'EXAMPLE\carla' -Lifetime 5m @On
        }

        $surroundings = Enter-AwsTestBed
        $aws = Start-LoopbackServer '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/anna</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>' -Targets @{
            'AmazonSSM.GetDocument'            = '{"__type":"InvalidDocument"}'
            'AmazonSSM.CreateDocument'         = '{"DocumentDescription":{"DocumentVersion":"1"}}'
            'AmazonSSM.SendCommand'            = '{"Command":{"CommandId":"1"}}'
            'AmazonSSM.ListCommandInvocations' = ConvertTo-Json -Depth 5 @{ CommandInvocations = @('i-0123456789abcdef0', 'i-0123456789abcdef1' | ForEach-Object {
                @{ InstanceId = $_; Status = 'Success'; CommandPlugins = @(@{ Name = 'linux'; Output = '{}' }) }
            }) }
            'AmazonSSM.GetCommandInvocation'   = ConvertTo-Json @{ ResponseCode = 0; StandardOutputContent = ConvertTo-Json -Depth 5 @{
                Format   = 1
                Location = '/etc/dcv/dcv.conf'
                Settings = @(@{ Section = 'security'; Name = 'auth-token-verifier'; Value = 'https://broker:8445/'; Type = 'Text' }, @{ Section = 'connectivity'; Name = 'idle-timeout'; Value = 30; Type = 'Number' })
                Steps    = @(@{ Name = 'Verifier set'; Result = 'Passed'; Detail = 'It is.' }, @{ Name = 'Name resolves'; Result = 'Failed'; Detail = 'It does not.' })
                Version  = '0.1.0'
                Warnings = @()
            } }
        }
        $env:AWS_ENDPOINT_URL = $aws.Uri
        $amazon = if (Get-WorkspacesEmulator) { Start-WorkspacesEmulator eu-central-1, eu-west-1, us-east-1 }
        # Long enough to be seen: a WorkSpace that is rebooted at once would be waited for until its state can be believed.
        if ($amazon) { $null = Invoke-RestMethod -Method Put -Uri "$($amazon.Uri)emulator" -Body '{ "actionTime": 2500 }' }
        if ($amazon) { 'WORKSPACES', 'EC2', 'RESOURCE_GROUPS_TAGGING_API' | ForEach-Object { Set-Item "Env:AWS_ENDPOINT_URL_$_" $amazon.Uri } }
        $dcv = Start-LoopbackTlsServer
        $file = if ($env:DCVADMIN_BROKER) { $env:DCVADMIN_BROKER } else { Join-Path $PSScriptRoot '../../src/DcvAdmin.Broker/bin/Debug/net10.0/DcvAdmin.Broker.dll' }
        if (-not (Test-Path $file) -or -not (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)) { return }
        $data = Join-Path $root broker
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $file, '--data-folder', $data, '--client-address', '127.0.0.1', '--agent-address', '127.0.0.1', '--client-port', '0', '--agent-port', '0', '--api-rate', '10000', '--log-level', 'Warning') {
            $start.ArgumentList.Add($argument)
        }
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $report = do { $line = $process.StandardOutput.ReadLine(); $line } until ($null -eq $line -or $line -match 'first API client')
        $agent = [regex]::Match("$report", '(https://\S+)/agent/validate-authentication-token').Groups[1].Value
        $client = @{
            Store          = [regex]::Match("$report", 'client API\s+(https://[^/]+)').Groups[1].Value
            CredentialFile = Join-Path $data 'api-client.json'
            CaFile         = Join-Path $data 'tls/ca.pem'
        }
    }

    AfterAll {
        Stop-LoopbackServer $aws
        Stop-LoopbackServer $dcv
        if ($amazon) { Stop-WorkspacesEmulator $amazon }
        'WORKSPACES', 'EC2', 'RESOURCE_GROUPS_TAGGING_API' | ForEach-Object { Remove-Item "Env:AWS_ENDPOINT_URL_$_" -ErrorAction Ignore }
        Exit-AwsTestBed $surroundings
        if ($process) {
            if (-not $process.HasExited) { $process.Kill() }
            $process.WaitForExit()
            $process.Dispose()
        }
    }

    BeforeEach {
        $folder = Join-Path $root ([guid]::NewGuid().ToString('N'))
        $null = New-Item $folder -ItemType Directory
        $store = New-StoreUri
        1..3 | ForEach-Object { [pscustomobject] @{ SessionId = "lab-$_"; UserName = "EXAMPLE\student$_" } } | Export-Csv (Join-Path $folder class.csv) -NoTypeInformation
        1..3 | ForEach-Object { [pscustomobject] @{ SessionId = "lab-$_"; UserName = "EXAMPLE\student$_"; HostName = "dcv0$_.example.com" } } | Export-Csv (Join-Path $folder hosts.csv) -NoTypeInformation
        Set-Content (Join-Path $folder leavers.txt) 'EXAMPLE\anna', 'EXAMPLE\bob'
        if ($amazon -and $NeedsAmazon) {
            $team = @{ Team = 'design' }
            Set-EmulatedRegion $amazon eu-west-1 @{ workspaces = @(@{ id = 'ws-11111111a'; tags = $team }, @{ id = 'ws-22222222b'; user = 'bob'; state = 'STOPPED' }) }
            Set-EmulatedRegion $amazon us-east-1 @{ workspaces = @(@{ id = 'ws-33333333c'; mode = 'ALWAYS_ON' }, @{ id = 'ws-44444444d'; user = 'carla'; mode = 'ALWAYS_ON'; state = 'STOPPED' }) }
            $null = Read-EmulatedCall $amazon
            'WorkspaceId,Region', 'ws-33333333c,us-east-1', 'ws-11111111a,eu-west-1' | Set-Content (Join-Path $folder workspaces.csv)
        }
        Add-Token @{ Store = $store }
        $asked = New-DcvAuthToken -SessionId console -UserName 'EXAMPLE\anna' -Store $store
        if ($client -and $NeedsBroker) {
            Copy-Item $client.CredentialFile, $client.CaFile $folder
            Add-Token $client
        }

        # As the package of a DCV server installs it, in short, with one setting made.
        $settings = Join-Path $folder dcv.conf
        Set-Content $settings '[license]', '', '[security]', '#authentication="none"', '#auth-token-verifier="https://127.0.0.1:8444"', '', '[connectivity]', '#web-port=8443', 'enable-quic-frontend=true'
        Set-Content (Join-Path $folder golden-image.conf) '[security]', 'no-tls-strict=true'
        $formerSettings = $env:DCVADMIN_DCV_CONF
        $env:DCVADMIN_DCV_CONF = $settings

        $former = $env:DCVADMIN_STORE
        $env:DCVADMIN_STORE = $store
        $shell = [powershell]::Create()
    }

    AfterEach {
        $env:DCVADMIN_STORE = $former
        $env:DCVADMIN_DCV_CONF = $formerSettings
        $shell.Dispose()
    }

    It '<Cmdlet>, <Title>' -ForEach $examples {
        if ($NeedsBroker -and -not $client) { Set-ItResult -Skipped -Because 'there is no broker to run it on'; return }
        if ($NeedsAmazon -and -not $amazon) { Set-ItResult -Skipped -Because 'the emulator of Amazon WorkSpaces was not built'; return }
        $stores = @(@{ Store = $store }) + @(if ($NeedsBroker) { $client })
        $before = @($stores | ForEach-Object { Get-StoreText $_ }) + (Get-Content (Join-Path $folder *.conf))

        $null = $shell.AddScript({
            param($manifest, $folder, $secret)
            Import-Module $manifest
            Set-Location $folder
            Set-Variable TypedSecret $secret -Scope Global
            # A function comes before the cmdlet of the same name.
            function global:Read-Host([object] $Prompt, [switch] $AsSecureString) {
                $typed = Get-Variable TypedSecret -ValueOnly
                if ($AsSecureString) { ConvertTo-SecureString $typed -AsPlainText -Force } else { $typed }
            }
        }).AddArgument($DcvAdminManifest).AddArgument($folder).AddArgument($asked.Token).Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Commands.Clear()

        $printed = $Code
        if ($NeedsBroker) { $printed = $printed.Replace('https://broker01:8443', $client.Store).Replace('https://broker01:8445', $agent) }
        $printed = $printed -replace '(?<=Test-DcvConnection )dcv01\.example\.com', "127.0.0.1 -Port $($dcv.Port)"
        $null = $shell.AddScript($printed)
        $output = @()
        $ending = try { $output = $shell.Invoke() } catch { if ($_.Exception.InnerException.ErrorRecord) { $_.Exception.InnerException.ErrorRecord } else { $_ } }
        $failures = @($ending) + @($shell.Streams.Error) | Where-Object { $_ }

        $wrong = $failures | Where-Object { ($_.FullyQualifiedErrorId -split ',')[0] -notin $Expected } | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" }
        $wrong | Should -BeNullOrEmpty
        $failures | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } | Sort-Object -Unique | Should -Be $Expected
        $hasChanged = "$(@($stores | ForEach-Object { Get-StoreText $_ }) + (Get-Content (Join-Path $folder *.conf)))" -cne "$before"
        $hasActed = $NeedsAmazon -and @(Read-EmulatedCall $amazon | Where-Object { $_ -match '^\S+ (Start|Stop|Reboot|Rebuild|Restore|Terminate|Modify)' }).Count -gt 0
        # What a rehearsal says goes to the host, which nobody sees here.
        $isRehearsal = $Code -match '-WhatIf\s*$'
        ($hasChanged -or $hasActed -or $isRehearsal -or @($output).Count -gt 0) | Should -BeTrue -Because 'an example shows something or changes something'
    }

    It 'are all found: <Count> of <Cmdlet>' -ForEach $pages {
        @((Get-Help $Cmdlet).examples.example).Count | Should -Be $Count
    }
}
