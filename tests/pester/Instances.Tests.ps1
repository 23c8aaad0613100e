# The host cmdlets with -InstanceId, against a Systems Manager on this machine that runs the shipped documents, with the packed module, for each host in a process of its own.
BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # On Windows another sh may be on the path, which is not what the agent runs there.
    $noShell = $env:OS -eq 'Windows_NT' -or -not (Get-Command sh -CommandType Application -ErrorAction Ignore) -or -not (Get-Command pwsh -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # What concerns one host is a non-terminating error.
    $ErrorActionPreference = 'Stop'
    $surroundings = Enter-AwsTestBed
    $a, $b, $c = 'i-0123456789abcdef0', 'i-0123456789abcdef1', 'mi-0123456789abcdef2'

    function Write-Conf([string[]] $Line = @('[security]')) {
        $conf = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid().ToString('N')).conf"
        Set-Content $conf $Line
        $conf
    }

    # A report as a document prints it.
    function ConvertTo-Report([hashtable] $Parts) {
        $report = @{ Format = 1; Location = '/etc/dcv/dcv.conf'; Warnings = @() }
        foreach ($name in $Parts.Keys) { $report[$name] = $Parts[$name] }
        ConvertTo-Json $report -Depth 5 -Compress
    }

    function Enter-Fleet([hashtable] $Hosts, [hashtable] $Options = @{}) {
        $script:ssm = Start-SystemsManager $Hosts @Options
        $script:fleet = @{ EndpointUrl = $ssm.Uri }
    }

    # What was sent, command by command.
    function Get-Sent { @($ssm.State.Commands | ForEach-Object { $_.Asked }) }

    $script:ssm = $null
}

AfterAll { Exit-AwsTestBed $surroundings }

Describe 'Host cmdlets on instances' {
    BeforeEach {
        # Nothing of this machine's own may be touched.
        $former = $env:DCVADMIN_DCV_CONF
        $env:DCVADMIN_DCV_CONF = Write-Conf '[security]', 'auth-token-verifier="https://mine/"'
        $mine = Get-Content $env:DCVADMIN_DCV_CONF -Raw
    }

    AfterEach {
        Get-Content $env:DCVADMIN_DCV_CONF -Raw | Should -BeExactly $mine
        $env:DCVADMIN_DCV_CONF = $former
        if ($ssm) { Stop-LoopbackServer $ssm; $script:ssm = $null }
    }

    Context 'that run the documents' -Skip:$noShell {
        It 'are set, read, piped on and reset' {
            $hosts = @{ $a = @{ Conf = Write-Conf }; $b = @{ Conf = Write-Conf '[security]', 'no-tls-strict=true', '[connectivity]', 'web-port=yes' } }
            Enter-Fleet $hosts
            $key = [System.Security.Cryptography.RSA]::Create(2048)
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=authority', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
            $made = $request.CreateSelfSigned([DateTimeOffset]::Now, [DateTimeOffset]::Now.AddDays(1))
            $pem = Write-Conf '-----BEGIN CERTIFICATE-----', ([Convert]::ToBase64String($made.RawData, 'InsertLineBreaks')), '-----END CERTIFICATE-----'

            $set = Set-DcvTokenVerifier broker:8445/x -CaFile $pem -Timeout 2m -NoTlsStrict:$false -InstanceId $a, $b.ToUpperInvariant(), $a -Region EU-WEST-1 @fleet -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
            $set | Should -BeOfType ([DcvAdmin.Hosts.DcvTokenVerifier])
            $set.InstanceId | Sort-Object | Should -Be $a, $b
            $set.Region | Sort-Object -Unique | Should -Be 'eu-west-1'
            foreach ($verifier in $set) {
                "$($verifier.Uri)", $verifier.Timeout.TotalSeconds, $verifier.CaFile, $verifier.NoTlsStrict, $verifier.Location | Should -Be 'https://broker:8445/x', 120, $pem, $false, $hosts[$verifier.InstanceId].Conf
                Get-Content $verifier.Location -Raw | Should -Match 'auth-token-verifier="https://broker:8445/x"'
            }
            $warnings | Sort-Object | ForEach-Object { "$_" } | Should -BeLike 'i-0123456789abcdef?: Restart the DCV server*'
            $warnings.Count | Should -Be 2
            $sent = Get-Sent
            $sent.Count | Should -Be 1
            $sent[0].DocumentName, $sent[0].MaxConcurrency, $sent[0].MaxErrors, $sent[0].Comment | Should -Be 'DcvAdmin-SetTokenVerifier', '50', '100%', 'Set-DcvTokenVerifier of DcvAdmin'
            @($ssm.Seen)[0] | Should -Match '/eu-west-1/ssm/aws4_request'

            $read = Get-DcvTokenVerifier -InstanceId $a, $b -Region eu-west-1 @fleet
            $again = $read | Set-DcvTokenVerifier -Timeout 5 @fleet -PassThru -WarningAction SilentlyContinue
            $again.Timeout.TotalSeconds | Should -Be 5, 5
            $again.CaFile | Should -Be $pem, $pem
            @($ssm.Seen)[-1] | Should -Match '/eu-west-1/ssm/aws4_request'

            $flawed = Get-DcvHostConfiguration connectivity web-port -InstanceId $b @fleet
            $flawed | Should -BeOfType ([DcvAdmin.Hosts.DcvHostSetting])
            $flawed.Value, $flawed.Default, $flawed.InstanceId | Should -Be 'yes', 8443, $b
            $flawed.Flaw | Should -BeLike 'yes is no value*'

            $reset = $read | Reset-DcvTokenVerifier @fleet -PassThru -WarningAction SilentlyContinue
            $reset.IsSet | Should -Be $false, $false
            Get-Content $hosts[$a].Conf -Raw | Should -Not -Match 'auth-token-verifier'
        }

        It 'take any text for a value' {
            $hosts = @{ $a = @{ Conf = Write-Conf }; $b = @{ Conf = Write-Conf '[security]', 'administrators=[]' } }
            Enter-Fleet $hosts
            $texts = "'; touch pwned; '", '$(touch pwned)', '`touch pwned`', '{{ Settings }}', "$([char] 0x2019); touch pwned", '2026-01-01T00:00:00Z', "$([char] 0xe4) $([char]::ConvertFromUtf32(0x1f600))", ''
            $setting = @{ 'security/administrators' = $texts; 'security/ca-file' = $texts[0]; 'connectivity/idle-timeout' = 30; 'x-own/pair' = [DcvAdmin.Hosts.VerbatimText]::new('(4096, 2160)'); 'security/no-tls-strict' = $null; 'x-own/y' = $true }
            $set = Set-DcvHostConfiguration -Setting $setting -Force -InstanceId $a, $b @fleet -PassThru -WarningAction SilentlyContinue
            $set.Count | Should -Be 12
            foreach ($id in $a, $b) {
                $of = $set | Where-Object InstanceId -EQ $id
                ($of | Where-Object Name -EQ administrators).Value | Should -BeExactly $texts
                ($of | Where-Object Name -EQ ca-file).Value | Should -BeExactly $texts[0]
                ($of | Where-Object Name -EQ idle-timeout).Value | Should -Be 30
                ($of | Where-Object Name -EQ no-tls-strict).IsSet | Should -BeFalse
                ($of | Where-Object Name -EQ y).Value | Should -BeExactly $true
                "$(($of | Where-Object Name -EQ pair).Value)", ($of | Where-Object Name -EQ pair).Type | Should -Be '(4096, 2160)', 'Verbatim'
                Get-Content $hosts[$id].Conf | Should -Contain 'pair=(4096, 2160)'
                (Get-DcvHostConfiguration security administrators -Path $hosts[$id].Conf).Value | Should -BeExactly $texts
            }
            Get-ChildItem (Get-PSDrive TestDrive).Root -Filter '*pwned*' | Should -BeNullOrEmpty
        }

        It 'fail each with the words of its host, and the others go on' {
            $empty = New-Item (Join-Path (Get-PSDrive TestDrive).Root ([guid]::NewGuid())) -ItemType Directory
            $old, $bare = 'i-0123abc1', 'i-0123abc2'
            Enter-Fleet @{ $a = @{ Conf = Write-Conf }; $b = @{ Conf = '/there/is/no/such/file' }; $old = @{ Conf = Write-Conf; OldAgent = $true }; $bare = @{ Modules = $empty.FullName } }
            $good = Reset-DcvTokenVerifier -InstanceId $a, $b, $old, $bare, 'i-00000000' @fleet -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
            $good.InstanceId | Should -Be $a
            $failures.Count | Should -Be 4
            $of = @{}
            foreach ($failure in $failures) { $of["$($failure.TargetObject)"] = $failure }
            Assert-Error $of[$b] InstanceFailed InvalidResult $b
            "$($of[$b])" | Should -BeLike "$b says: There is no file /there/is/no/such/file*"
            "$($of[$b])" | Should -Not -Match 'exit status'
            "$($of[$old])" | Should -BeLike "$old says: The SSM Agent of this host is too old*"
            "$($of[$bare])" | Should -BeLike "$bare says: The module DcvAdmin is not installed*"
            Assert-Error $of['i-00000000'] InstanceNotManaged ObjectNotFound 'i-00000000'
        }

        It 'are restarted where that was agreed, and say how many sessions ended' {
            $tools = (New-Item (Join-Path (Get-PSDrive TestDrive).Root ([guid]::NewGuid())) -ItemType Directory).FullName
            Set-Content (Join-Path $tools systemctl) "#!/bin/sh`necho `$* >> '$tools/run'"
            Set-Content (Join-Path $tools dcv) "#!/bin/sh`necho '[{""id"":""console""},{""id"":""x""}]'"
            chmod +x (Join-Path $tools systemctl) (Join-Path $tools dcv)
            Enter-Fleet @{ $a = @{ Conf = Write-Conf; Tools = $tools } }
            Set-DcvTokenVerifier https://b -Restart -Confirm:$false -InstanceId $a @fleet -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Be "${a}: Restarting the DCV server: ends 2 sessions."
            Get-Content "$tools/run" | Should -Be '--no-ask-password restart dcvserver'
        }

        It 'look at the way to the verifier from where they are' {
            $verifier = Start-LoopbackServer '<auth result="no"><message>unknown</message></auth>'
            try {
                Enter-Fleet @{ $a = @{ Conf = Write-Conf '[security]', "auth-token-verifier=`"$($verifier.Uri)`"" }; $b = @{ Conf = Write-Conf } }
                $steps = Test-DcvTokenVerifier -InstanceId $a, $b -Region eu-west-1 -ProfileName lab @fleet
                $steps | Should -BeOfType ([DcvAdmin.Hosts.InstanceDiagnosisStep])
                $steps.Count | Should -Be 14
                $ofA, $ofB = ($steps | Where-Object InstanceId -EQ $a), ($steps | Where-Object InstanceId -EQ $b)
                $ofA.Result | Should -Be Passed, Passed, Passed, Passed, Skipped, Passed, Skipped
                $ofB[0].Result | Should -Be Failed
                $ofB[0].Mend | Should -BeLike "Set-DcvTokenVerifier -Uri * -InstanceId $b -Region eu-west-1 -ProfileName 'lab' -Restart"
                $ofB[0].Region, $ofB[0].ProfileName | Should -Be 'eu-west-1', 'lab'
                $shown = $ofB | Format-Table | Out-String -Width 150
                $shown | Should -Match "(?m)^$b +Failed +Verifier set"
                Test-DcvTokenVerifier -Quiet -InstanceId $a @fleet | Should -BeExactly $true
            } finally {
                Stop-LoopbackServer $verifier
            }
        }
    }

    Context 'as Systems Manager tells of them' {
        BeforeAll { $good = ConvertTo-Report @{ Settings = @(@{ Section = 'security'; Name = 'auth-token-verifier'; Value = 'https://b/'; Type = 'Text'; Flaw = $null }) } }

        It 'are each reported, whatever became of them' {
            $ends = @(
                @{ Status = 'TimedOut'; Details = 'DeliveryTimedOut'; Id = 'InstanceNotReached'; Category = 'ConnectionError' }
                @{ Status = 'Failed'; Details = 'Undeliverable'; Id = 'InstanceNotReached'; Category = 'ConnectionError' }
                @{ Status = 'TimedOut'; Details = 'ExecutionTimedOut'; Id = 'InstanceTimedOut'; Category = 'OperationTimeout' }
                @{ Status = 'Failed'; Details = 'AccessDenied'; Id = 'InstanceAccessDenied'; Category = 'PermissionDenied' }
                @{ Status = 'Cancelled'; Details = 'Cancelled'; Id = 'InstanceCancelled'; Category = 'OperationStopped' }
                @{ Output = $good + ' ' * 24000; Id = 'InstanceOutputCut'; Category = 'LimitsExceeded' }
                @{ Output = 'hello'; Id = 'InstanceOutputInvalid'; Category = 'ProtocolError' }
                @{ Output = '{"Name":"DcvAdmin"}'; Id = 'InstanceOutputInvalid'; Category = 'ProtocolError' }
                @{ Output = ConvertTo-Report @{ Steps = @(@{ Name = 'n'; Result = 'Passed'; Detail = 'd' }) }; Id = 'InstanceOutputInvalid'; Category = 'ProtocolError' }
                @{ Output = ''; Id = 'InstanceOutputInvalid'; Category = 'ProtocolError' }
                @{ Status = 'Failed'; Details = 'Failed'; Error = "a $([char] 27)[31m word"; Id = 'InstanceFailed'; Category = 'InvalidResult' }
            )
            $hosts = @{ $a = @{ Output = $good } }
            for ($i = 0; $i -lt $ends.Count; $i++) { $hosts["i-{0:x8}" -f $i] = $ends[$i] }
            Enter-Fleet $hosts
            $verifier = Get-DcvTokenVerifier -InstanceId @($hosts.Keys) @fleet -ErrorAction SilentlyContinue -ErrorVariable failures
            $verifier.Uri, $verifier.InstanceId, $verifier.Region | Should -Be 'https://b/', $a, 'eu-central-1'
            $failures.Count | Should -Be $ends.Count
            foreach ($failure in $failures) {
                $end = $hosts[$failure.TargetObject]
                Assert-Error $failure $end.Id $end.Category $failure.TargetObject
                "$failure" | Should -BeLike "*$($failure.TargetObject)*"
                "$failure" | Should -Not -Match '[\x00-\x1f]'
            }
        }

        It 'do not suffer from one that is not managed, also where AWS does not name it' {
            Enter-Fleet @{ $a = @{ Output = $good }; $b = @{ Output = $good }; $c = @{ Output = $good } } @{ NamesNobody = $true }
            $verifiers = Get-DcvTokenVerifier -InstanceId $a, 'i-0123abcd', $b, $c @fleet -ErrorAction SilentlyContinue -ErrorVariable failures
            $verifiers.InstanceId | Sort-Object | Should -Be $a, $b, $c
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] InstanceNotManaged ObjectNotFound 'i-0123abcd'
        }

        It 'are named together where AWS refuses for all: <Code>' -TestCases @(
            @{ Code = 'AccessDeniedException'; Id = 'AwsAccessDenied'; Category = 'PermissionDenied' }
            @{ Code = 'ExpiredTokenException'; Id = 'AwsCredentialsRefused'; Category = 'AuthenticationError' }
            @{ Code = 'InvalidDocument'; Id = 'AwsNotFound'; Category = 'ObjectNotFound' }
        ) {
            Enter-Fleet @{} @{ Refusals = @{ SendCommand = "{""__type"":""$Code"",""message"":""Words of AWS""}" } }
            Get-DcvTokenVerifier -InstanceId $a, $b @fleet -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] $Id $Category "$a $b"
            if ($Code -eq 'InvalidDocument') { $failures[0].ErrorDetails.RecommendedAction | Should -BeLike '*Register-DcvSsmDocument -Region eu-central-1*' }
        }

        It 'have documents under a prefix of their own' {
            Enter-Fleet @{ $a = @{ Output = $good } }
            { Get-DcvTokenVerifier -InstanceId $a -DocumentPrefix Lab- @fleet -ErrorAction Stop } | Should -Throw 'There is no SSM document Lab-GetHostConfiguration in eu-central-1.*' -ErrorId 'AwsNotFound,*'
        }

        It 'need credentials' {
            Enter-Fleet @{}
            Get-DcvTokenVerifier -InstanceId $a -ProfileName 'empty one' @fleet -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] AwsNoCredentials AuthenticationError $a
        }

        It 'are asked in their own regions, those of one region together' {
            Enter-Fleet @{ $a = @{ Output = $good }; $b = @{ Output = $good }; $c = @{ Output = $good } }
            $rows = "InstanceId,Region`n$a,eu-west-1`n$b,eu-north-1`n$c,eu-west-1`n$c,eu-west-1" | ConvertFrom-Csv
            $verifiers = $rows | Get-DcvTokenVerifier -ThrottleLimit 7 @fleet
            $verifiers | Sort-Object InstanceId | ForEach-Object { "$($_.InstanceId) $($_.Region)" } | Should -Be "$a eu-west-1", "$b eu-north-1", "$c eu-west-1"
            $sent = Get-Sent
            $sent | ForEach-Object { $_.InstanceIds -join ' ' } | Sort-Object | Should -Be "$a $c", $b
            $sent.MaxConcurrency | Sort-Object -Unique | Should -Be '7'
        }

        It 'are asked one after the other where one is asked two things' {
            Enter-Fleet @{ $a = @{ Output = $good }; $b = @{ Output = $good } }
            $rows = "InstanceId,Timeout`n$a,1`n$b,2`n$a,2`n$b,2`n$a,1" | ConvertFrom-Csv
            $rows | Set-DcvTokenVerifier https://b @fleet
            Get-Sent | ForEach-Object { "$($_.Parameters.Timeout) $($_.InstanceIds -join ' ')" } | Select-Object -First 2 | Sort-Object | Should -Be "1 $a", "2 $b"
            Get-Sent | ForEach-Object { "$($_.Parameters.Timeout) $($_.InstanceIds -join ' ')" } | Select-Object -Skip 2 | Should -Be "2 $a", "1 $a"
        }

        It 'show nothing that moves the terminal' {
            $escape = "$([char] 27)[31m"
            Enter-Fleet @{ $a = @{ Output = ConvertTo-Report @{
                Location = "l$escape"; Warnings = @("w$escape")
                Settings = @(@{ Section = 'x'; Name = "n$escape"; Value = "v$escape"; Type = 'Text'; Flaw = $null }, @{ Section = 'x'; Name = 'm'; Value = "t$escape"; Type = ''; Flaw = 'f' })
                Steps = @(@{ Name = "n$escape"; Result = 'Failed'; Detail = "d$escape"; Mend = "m$escape" })
            } } }
            $all = @(Get-DcvHostConfiguration x -InstanceId $a @fleet 3>&1) + @(Test-DcvTokenVerifier -InstanceId $a @fleet 3>&1)
            $all.Count | Should -Be 5
            ($all | Format-List * -Force | Out-String) -replace '[\r\n]' | Should -Not -Match '[\x00-\x1f]|\x1b'
            "$($all[0])" | Should -Be "${a}: w\u001B[31m"
        }

        It 'give one answer with -Quiet, and silence is no yes' {
            $passed = ConvertTo-Report @{ Steps = @(@{ Name = 'n'; Result = 'Passed'; Detail = 'd' }, @{ Name = 'w'; Result = 'Warning'; Detail = 'd' }) }
            $failed = ConvertTo-Report @{ Steps = @(@{ Name = 'n'; Result = 'Failed'; Detail = 'd' }) }
            Enter-Fleet @{ $a = @{ Output = $passed }; $b = @{ Output = $failed }; $c = @{ Output = '' } }
            Test-DcvTokenVerifier -Quiet -InstanceId $a @fleet | Should -BeExactly $true
            Test-DcvTokenVerifier -Quiet -InstanceId $a, $b @fleet | Should -BeExactly $false
            Test-DcvTokenVerifier -Quiet -InstanceId $a, $c @fleet -ErrorAction SilentlyContinue | Should -BeExactly $false
            Test-DcvTokenVerifier -Quiet -InstanceId $a, 'i-0123abcd' @fleet -ErrorAction SilentlyContinue | Should -BeExactly $false
        }

        It 'are left at Ctrl+C, with what has been said so far' {
            Enter-Fleet @{ $a = @{ Output = $good }; $b = @{ Hangs = $true } }
            $shell = Start-OtherPipeline 'Get-DcvTokenVerifier -InstanceId $ids -EndpointUrl $uri' @{ ids = $a, $b; uri = $ssm.Uri }
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Until { $output.Count -eq 1 -and @($shell.Streams.Progress).StatusDescription -match '^1 of 2 instances' }
            @($shell.Streams.Progress)[-1].PercentComplete | Should -Be 50
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
            $output[0].InstanceId | Should -Be $a
            $run.IsCompleted | Should -BeTrue
            $shell.Dispose()
        }

        It 'are not waited for when Select-Object has enough' {
            Enter-Fleet @{ $a = @{ Output = $good }; $b = @{ Hangs = $true } }
            (Get-DcvTokenVerifier -InstanceId $a, $b @fleet | Select-Object -First 1).InstanceId | Should -Be $a
        }
    }

    Context 'before anything is sent' {
        BeforeEach { Enter-Fleet @{} }
        AfterEach { @($ssm.Seen) | Should -BeNullOrEmpty }

        It 'changes nothing with -WhatIf' {
            Set-DcvTokenVerifier https://b -InstanceId $a, $b -Restart -PassThru @fleet -WhatIf | Should -BeNullOrEmpty
            Reset-DcvTokenVerifier -InstanceId $a @fleet -WhatIf | Should -BeNullOrEmpty
            Set-DcvHostConfiguration connectivity idle-timeout 30 -InstanceId $a @fleet -WhatIf -PassThru | Should -BeNullOrEmpty
        }

        It 'announces each instance' {
            $said = Invoke-Fresh "Import-Module `$manifest; Set-DcvTokenVerifier https://b -InstanceId $a, $b -Region eu-west-1 -EndpointUrl $($ssm.Uri) -Restart -WhatIf"
            "$said" | Should -BeLike "*`"set security/auth-token-verifier to 'https://b'`" on target `"$a in eu-west-1`"*Restart, where something changes*$b in eu-west-1*"
        }

        It 'refuses <Why>' -TestCases @(
            @{ Why = 'an instance and a file'; Call = { Get-DcvTokenVerifier -InstanceId $a -Path ./x }; Id = 'HostPlaceTwice' }
            @{ Why = 'an instance and a registry key'; Call = { Get-DcvHostConfiguration -InstanceId $a -Root HKLM:\x }; Id = 'HostPlaceTwice' }
            @{ Why = 'a region alone'; Call = { Reset-DcvTokenVerifier -Region eu-west-1 }; Id = 'InstanceIdMissing' }
            @{ Why = 'a profile alone'; Call = { Test-DcvTokenVerifier -ProfileName lab }; Id = 'InstanceIdMissing' }
            @{ Why = 'an address of AWS alone'; Call = { Set-DcvTokenVerifier https://b @fleet }; Id = 'InstanceIdMissing' }
            @{ Why = 'a blank instance in a region'; Call = { [pscustomobject] @{ InstanceId = ' '; Region = 'eu-west-1' } | Reset-DcvTokenVerifier }; Id = 'ParameterArgumentTransformationError' }
            @{ Why = 'what is no instance'; Call = { Get-DcvTokenVerifier -InstanceId web01 @fleet }; Id = 'ParameterArgumentTransformationError' }
            @{ Why = 'two regions'; Call = { Get-DcvTokenVerifier -InstanceId $a -Region eu-west-1, eu-west-2 @fleet }; Id = 'ParameterArgumentTransformationError' }
            @{ Why = 'plain http'; Call = { Set-DcvTokenVerifier http://b -InstanceId $a @fleet }; Id = 'VerifierInsecure' }
            @{ Why = 'no time at all'; Call = { Set-DcvTokenVerifier -Timeout 0 -InstanceId $a @fleet }; Id = 'HostSettingInvalid' }
            @{ Why = 'a path that is not absolute'; Call = { Set-DcvTokenVerifier -CaFile ./ca.pem -InstanceId $a @fleet }; Id = 'CaFileRelative' }
            @{ Why = 'a setting that is not known'; Call = { Set-DcvHostConfiguration connectivity idle-timeuot 30 -InstanceId $a @fleet -ErrorAction Stop }; Id = 'HostSettingUnknown' }
            @{ Why = 'a value that does not fit'; Call = { Set-DcvHostConfiguration connectivity web-port 443 -InstanceId $a @fleet -ErrorAction Stop }; Id = 'HostSettingInvalid' }
            @{ Why = 'more than fits'; Call = { Set-DcvHostConfiguration security administrators ('x' * 12001) -InstanceId $a @fleet -ErrorAction Stop }; Id = 'HostSettingsTooLarge' }
        ) {
            $Call | Should -Throw -ErrorId "$Id,*"
        }

        It 'names a typing error and sends nothing' {
            Set-DcvHostConfiguration connectivity idle-timeuot 30 -InstanceId $a, $b @fleet -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.Count | Should -Be 1
        }

        It 'restarts nothing where nobody can be asked' {
            $shell = Start-OtherPipeline 'Reset-DcvTokenVerifier -InstanceId $ids -EndpointUrl $uri -Restart' @{ ids = $a, $b; uri = $ssm.Uri }
            $null = $shell.Invoke()
            Assert-Error $shell.Streams.Error[0] RestartNotConfirmed OperationStopped ''
            $shell.Dispose()
        }
    }

    It 'takes a blank cell for nothing, and what it has written itself for this machine' {
        { [pscustomobject] @{ InstanceId = ''; Region = '' } | Get-DcvTokenVerifier } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        (Get-DcvTokenVerifier | Get-DcvTokenVerifier).Uri | Should -Be 'https://mine/'
    }

    It 'completes regions' {
        Complete 'Get-DcvTokenVerifier -InstanceId i-0123abcd -Region irel' | Should -Be 'eu-west-1'
    }
}
