BeforeDiscovery {
    $noEmulator = $PSVersionTable.PSEdition -eq 'Desktop' -or -not (Get-Command moto_server -CommandType Application -ErrorAction Ignore)
    if ($noEmulator) { Write-Warning 'There is no moto_server on the path, or this is Windows PowerShell: what the AWS emulator would prove is skipped.' }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $none = '{"__type":"InvalidDocument","message":"no such document"}'
    $made = '{"DocumentDescription":{"DocumentVersion":"1"}}'
    $surroundings = Enter-AwsTestBed
    $all = Get-ChildItem (Join-Path (Split-Path $DcvAdminManifest) 'ssm') -Filter *.json | ForEach-Object BaseName | Sort-Object
}

AfterAll { Exit-AwsTestBed $surroundings }

Describe 'Register-DcvSsmDocument' {
    AfterEach { if ($aws) { Stop-LoopbackServer $aws; $aws = $null } }

    It 'creates every document that is not there, signed for ssm' {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = $none; 'AmazonSSM.CreateDocument' = $made }
        $registered = Register-DcvSsmDocument -EndpointUrl $aws.Uri -PassThru
        $registered | Should -BeOfType ([DcvAdmin.Aws.DcvSsmDocument])
        $registered.Name | Should -Be ($all | ForEach-Object { "DcvAdmin-$_" })
        $registered.Action | Sort-Object -Unique | Should -Be 'Created'
        $registered.Region | Sort-Object -Unique | Should -Be 'eu-central-1'
        $creation = @($aws.Seen) -match 'X-Amz-Target: AmazonSSM\.CreateDocument'
        $creation.Count | Should -Be $all.Count
        $creation[0] | Should -Match '/eu-central-1/ssm/aws4_request'
        $body = ($creation[0] -split '\r\n\r\n', 2)[1] | ConvertFrom-Json
        $body.DocumentType, $body.DocumentFormat | Should -Be 'Command', 'JSON'
        ($body.Content | ConvertFrom-Json).schemaVersion | Should -Be '2.2'
    }

    It 'writes nothing without -PassThru' {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = $none; 'AmazonSSM.CreateDocument' = $made }
        Register-DcvSsmDocument InstallModule -EndpointUrl $aws.Uri | Should -BeNullOrEmpty
        @($aws.Seen).Count | Should -Be 2
    }

    It 'asks AWS nothing with -WhatIf' {
        $aws = Start-LoopbackServer '' -Targets @{}
        Register-DcvSsmDocument -EndpointUrl $aws.Uri -PassThru -WhatIf | Should -BeNullOrEmpty
        @($aws.Seen).Count | Should -Be 0
    }

    It 'takes <Name> for <Expected>' -TestCases @(
        @{ Name = 'settokenverifier'; Expected = 'DcvAdmin-SetTokenVerifier' }
        @{ Name = 'DcvAdmin-SetTokenVerifier'; Expected = 'DcvAdmin-SetTokenVerifier' }
        @{ Name = '*GetHostConf*'; Expected = 'DcvAdmin-GetHostConfiguration' }
    ) {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = $none; 'AmazonSSM.CreateDocument' = $made }
        (Register-DcvSsmDocument $Name -EndpointUrl $aws.Uri -PassThru).Name | Should -Be $Expected
    }

    It 'names what it does not know, and registers the others' {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = $none; 'AmazonSSM.CreateDocument' = $made }
        $registered = Register-DcvSsmDocument Nonsense, InstallModule -EndpointUrl $aws.Uri -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
        $registered.Name | Should -Be 'DcvAdmin-InstallModule'
        $failures.Count | Should -Be 1
        Assert-Error $failures[0] SsmDocumentUnknown ObjectNotFound Nonsense
    }

    It 'reports each document that AWS refuses, and goes on' {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = $none; 'AmazonSSM.CreateDocument' = '{"__type":"DocumentLimitExceeded","message":"Words of AWS"}' }
        Register-DcvSsmDocument InstallModule, SetTokenVerifier -EndpointUrl $aws.Uri -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures.Count | Should -Be 2
        Assert-Error $failures[0] AwsQuotaExceeded QuotaExceeded 'DcvAdmin-InstallModule in eu-central-1'
        Assert-Error $failures[1] AwsQuotaExceeded QuotaExceeded 'DcvAdmin-SetTokenVerifier in eu-central-1'
    }

    It 'reports what every document would meet once for the region' {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = '{"__type":"ExpiredTokenException","message":"Words of AWS"}' }
        Register-DcvSsmDocument -Region eu-west-1 -EndpointUrl $aws.Uri -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be 1
        Assert-Error $failures[0] AwsCredentialsRefused AuthenticationError eu-west-1
    }

    It 'stops at the first refusal with -ErrorAction Stop, and asks no more' {
        $aws = Start-LoopbackServer '' -Targets @{ 'AmazonSSM.GetDocument' = '{"__type":"AccessDeniedException","message":"Words of AWS"}' }
        { Register-DcvSsmDocument -EndpointUrl $aws.Uri -ErrorAction Stop } | Should -Throw -ErrorId 'AwsAccessDenied,*'
        @($aws.Seen).Count | Should -Be 1
    }

    It 'ends work that is under way when Select-Object has enough' {
        $aws = Start-LoopbackServer '' -AnswerOnly 3 -Targets @{ 'AmazonSSM.GetDocument' = $none; 'AmazonSSM.CreateDocument' = $made }
        (Register-DcvSsmDocument -EndpointUrl $aws.Uri -PassThru | Select-Object -First 1).Action | Should -Be 'Created'
        Wait-Until { Test-HungUp $aws }
        @($aws.Seen).Count | Should -BeLessOrEqual 4
    }

    It 'refuses the prefix <Prefix>' -TestCases @(@{ Prefix = 'AWS-' }, @{ Prefix = 'amazon' }, @{ Prefix = 'a b' }, @{ Prefix = "x'" }) {
        { Register-DcvSsmDocument -DocumentPrefix $Prefix -WhatIf } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'completes the names of documents' {
        Complete 'Register-DcvSsmDocument -Name Set' | Should -Be 'SetHostConfiguration', 'SetTokenVerifier'
    }

    Context 'on the emulator' -Skip:$noEmulator {
        BeforeAll {
            $free = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
            $free.Start()
            $port = $free.LocalEndpoint.Port
            $free.Stop()
            $emulator = Start-Process moto_server -ArgumentList '-H', '127.0.0.1', '-p', $port -PassThru -RedirectStandardOutput (Join-Path $TestDrive 'moto.out') -RedirectStandardError (Join-Path $TestDrive 'moto.err')
            $endpoint = "http://127.0.0.1:$port/"
            $isUp = $false
            foreach ($attempt in 1..120) {
                try {
                    $null = Invoke-WebRequest "${endpoint}moto-api/" -UseBasicParsing
                    $isUp = $true
                    break
                } catch {
                    Start-Sleep -Milliseconds 500
                }
            }

            $isUp | Should -BeTrue -Because 'the emulator answers within a minute'

            # Another client than ours. The emulator takes the region from the signature, which it does not check.
            function Invoke-Emulator([string] $Operation, [hashtable] $Body, [string] $Region = 'eu-central-1') {
                Invoke-RestMethod $endpoint -Method Post -ContentType 'application/x-amz-json-1.1' -Body (ConvertTo-Json $Body) -SkipHeaderValidation -Headers @{
                    'X-Amz-Target'  = "AmazonSSM.$Operation"
                    'Authorization' = "AWS4-HMAC-SHA256 Credential=AKIADEFAULT/20260101/$Region/ssm/aws4_request, SignedHeaders=host, Signature=0"
                }
            }
        }

        AfterAll {
            if ($emulator -and -not $emulator.HasExited) {
                # A launcher may have started the server itself.
                $emulator.Kill($true)
                $emulator.WaitForExit()
            }
        }

        It 'creates, leaves alone, and updates what differs' {
            (Register-DcvSsmDocument -Region eu-central-1, eu-west-1 -EndpointUrl $endpoint -PassThru).Action | Group-Object -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" } |
                Should -Be "$($all.Count * 2) Created"
            (Register-DcvSsmDocument -Region eu-central-1, eu-west-1 -EndpointUrl $endpoint -PassThru).Action | Sort-Object -Unique | Should -Be 'Unchanged'

            $shipped = Get-Content (Join-Path (Split-Path $DcvAdminManifest) 'ssm/InstallModule.json') -Raw
            $null = Invoke-Emulator UpdateDocument @{ Name = 'DcvAdmin-InstallModule'; Content = $shipped.Replace('installs the module', 'spoils the module'); DocumentVersion = '$LATEST'; DocumentFormat = 'JSON' }
            $null = Invoke-Emulator UpdateDocumentDefaultVersion @{ Name = 'DcvAdmin-InstallModule'; DocumentVersion = '2' }
            # The first version has the content already, and the emulator takes it only once.
            $back = Register-DcvSsmDocument -EndpointUrl $endpoint -PassThru
            ($back | Where-Object Action -NE Unchanged | ForEach-Object { "$($_.Name) $($_.Version) $($_.Action)" }) | Should -Be 'DcvAdmin-InstallModule 1 Updated'
            (Invoke-Emulator GetDocument @{ Name = 'DcvAdmin-InstallModule' }).Content | Should -BeExactly $shipped
        }

        It 'gives a document of other content a new default version' {
            $other = '{"schemaVersion":"2.2","description":"x","mainSteps":[{"action":"aws:runShellScript","name":"a","inputs":{"runCommand":["true"]}}]}'
            $null = Invoke-Emulator CreateDocument @{ Name = 'Lab-SetTokenVerifier'; Content = $other; DocumentType = 'Command'; DocumentFormat = 'JSON' }
            $registered = Register-DcvSsmDocument SetTokenVerifier -DocumentPrefix Lab- -EndpointUrl $endpoint -PassThru
            $registered.Version, $registered.Action | Should -Be '2', 'Updated'
            (Invoke-Emulator DescribeDocument @{ Name = 'Lab-SetTokenVerifier' }).Document.DefaultVersion | Should -Be '2'
        }
    }
}
