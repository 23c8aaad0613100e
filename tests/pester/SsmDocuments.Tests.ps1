# The SSM documents as they ship: their form, and their scripts run as the SSM Agent runs them, with stubs for the cmdlets that they call.
BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $documents = Get-ChildItem (Join-Path (Split-Path $DcvAdminManifest) 'ssm') -Filter *.json | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName; Bare = $_.BaseName -in 'GetHostConfiguration', 'TestTokenVerifier' } }
    # On Windows another sh may be on the path, which is not what the agent runs there.
    $noShell = $env:OS -eq 'Windows_NT' -or -not (Get-Command sh -CommandType Application -ErrorAction Ignore) -or -not (Get-Command pwsh -CommandType Application -ErrorAction Ignore)

    # What a shell, PowerShell or SSM itself would act on if it were read as text.
    $hostile = "'; touch pwned; '", '"; touch pwned; "', '$(touch pwned)', '`touch pwned`', '| touch pwned', '& touch pwned', "x`ntouch pwned", "x`r`nEND_OF_SCRIPT`ntouch pwned", '{{ Uri }}', '{{ssm:secret}}',
        '$env:PATH', '${HOME}', '%PATH%', '-PassThru', '@parameters', "$([char] 0x2019); touch pwned; $([char] 0x2018)", '\', '*', '~', 'a b  c ', '#', '>pwned', '$([IO.File]::Create("pwned"))', "'@`ntouch pwned`n@'"
    $hostileCases = $hostile | ForEach-Object { @{ Value = $_ } }
    # A pattern's $ may let a line end pass.
    $dataCases = $hostile + "`n" | ForEach-Object { @{ Value = $_ } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Join-Path (Split-Path $DcvAdminManifest) 'ssm'
    $root = (Get-PSDrive TestDrive).Root
    function Read-Document([string] $Name) { Get-Content (Join-Path $folder "$Name.json") -Raw | ConvertFrom-Json }

    # As the agent does: parameters with interpolationType ENV_VAR become SSM_<name>, {{ name }} becomes the value, and the lines a file that sh or PowerShell runs.
    function Invoke-Document([string] $Name, [hashtable] $Values = @{}, [string] $Step = 'linux', [scriptblock] $Edit = { $args[0] }, [string] $Path = $env:PATH, [switch] $OldAgent) {
        $document = Read-Document $Name
        $lines = ($document.mainSteps | Where-Object name -EQ $Step).inputs.runCommand
        $text = & $Edit ($lines -join "`n")
        $file = Join-Path $work $(if ($Step -eq 'linux') { '_script.sh' } else { '_script.ps1' })
        $start = [System.Diagnostics.ProcessStartInfo]::new($(if ($Step -eq 'linux') { (Get-Command sh -CommandType Application)[0].Source } else { (Get-Process -Id $PID).Path }))
        foreach ($parameter in $document.parameters.PSObject.Properties) {
            $value = if ($Values.ContainsKey($parameter.Name)) { $Values[$parameter.Name] } else { $parameter.Value.default }
            $text = [regex]::Replace($text, "\{\{\s*$($parameter.Name)\s*\}\}", { $value })
            if (-not $OldAgent) { $start.Environment["SSM_$($parameter.Name)"] = $value }
        }

        Set-Content $file $text -NoNewline
        $arguments = if ($Step -eq 'linux') { , $file } else { '-NoProfile', '-NonInteractive', '-File', $file }
        foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
        $start.WorkingDirectory = $work
        $start.Environment['PSModulePath'] = $modules
        $start.Environment['PATH'] = $Path
        $start.Environment['DCVADMIN_SSM_CALLED'] = Join-Path $work 'called.json'
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $called = Join-Path $work 'called.json'
        [pscustomobject] @{
            ExitCode   = $process.ExitCode
            Output     = $output
            Error      = $errors.Result
            CalledText = if (Test-Path $called) { Get-Content $called -Raw }
            Called     = if (Test-Path $called) { Get-Content $called -Raw | ConvertFrom-Json }
        }
        $process.Dispose()
    }

    # A module that says what it was called with.
    function Write-StubModule {
        $place = New-Item (Join-Path $root "modules-$([guid]::NewGuid().ToString('N'))/DcvAdmin") -ItemType Directory
        Set-Content (Join-Path $place DcvAdmin.psm1) @'
function Write-Call([string] $Name, $Bound) {
    $heard = [ordered] @{ Name = $Name }
    foreach ($key in $Bound.Keys | Where-Object { $_ -notlike 'Warning*' }) { $heard[$key] = if ($Bound[$key] -is [switch]) { [bool] $Bound[$key] } else { $Bound[$key] } }
    # What is called afterwards only looks.
    if (Test-Path $env:DCVADMIN_SSM_CALLED) { return }
    [System.IO.File]::WriteAllText($env:DCVADMIN_SSM_CALLED, (ConvertTo-Json $heard -Depth 5))
    Write-Warning 'restart needed'
}
function Set-DcvTokenVerifier {
    [CmdletBinding(SupportsShouldProcess)] param([string] $Uri, [string] $Timeout, [string] $CaFile, [switch] $NoTlsStrict, [switch] $AllowInsecureHttp, [switch] $Restart, [switch] $PassThru)
    if ($Uri -eq 'https://refused') { throw 'The verifier is refused.' }
    Write-Call Set-DcvTokenVerifier $PSBoundParameters
}
function Reset-DcvTokenVerifier { [CmdletBinding(SupportsShouldProcess)] param([switch] $Restart, [switch] $PassThru) Write-Call Reset-DcvTokenVerifier $PSBoundParameters }
function Get-DcvTokenVerifier { [CmdletBinding()] param() [pscustomobject] @{ Location = 'here' } }
function Test-DcvTokenVerifier {
    [CmdletBinding()] param()
    Write-Call Test-DcvTokenVerifier $PSBoundParameters
    [pscustomobject] @{ Name = 'one'; Result = [DayOfWeek]::Monday; Detail = 'd'; Mend = $null }
}
function Set-DcvHostConfiguration {
    [CmdletBinding(SupportsShouldProcess)] param([System.Collections.IDictionary] $Setting, [switch] $Force, [switch] $Restart)
    Write-Call Set-DcvHostConfiguration $PSBoundParameters
}
function Get-DcvHostConfiguration {
    [CmdletBinding()] param()
    Write-Call Get-DcvHostConfiguration $PSBoundParameters
    [pscustomobject] @{ Section = 'security'; Name = 'ca-file'; Value = "$([char] 0xe4) $([char]::ConvertFromUtf32(0x1f600)) $([char] 27)"; Type = [DayOfWeek]::Monday; Flaw = $null; IsSet = $true; Location = 'here' }
    [pscustomobject] @{ Section = 'security'; Name = 'administrators'; Value = [string[]] @('one'); Type = $null; Flaw = 'f'; IsSet = $true; Location = 'here' }
    [pscustomobject] @{ Section = 'x'; Name = 'y'; Value = [string[]] @(); Type = $null; Flaw = $null; IsSet = $true; Location = 'here' }
    [pscustomobject] @{ Section = 'x'; Name = 'unset'; Value = $null; Type = $null; Flaw = $null; IsSet = $false; Location = 'here' }
}
'@
        New-ModuleManifest (Join-Path $place DcvAdmin.psd1) -RootModule DcvAdmin.psm1 -FunctionsToExport '*'
        Split-Path $place
    }

    $modules = Write-StubModule
    $good = 'https://broker01:8445/agent/validate-authentication-token'
}

Describe 'The document <Name>' -ForEach $documents {
    BeforeAll {
        $document = Get-Content $Path -Raw | ConvertFrom-Json
        $parameters = @($document.parameters.PSObject.Properties)
    }

    It 'is of schema 2.2, described, and of a size that AWS takes' {
        $document.schemaVersion | Should -BeExactly '2.2'
        $document.description | Should -Match '^DcvAdmin: .+\.$'
        (Get-Item $Path).Length | Should -BeLessThan 65536
        $document.PSObject.Properties.Name | Sort-Object | Should -Be 'description', 'mainSteps', 'parameters', 'schemaVersion'
    }

    It 'has one step for Windows and one for Linux' {
        $document.mainSteps.name | Should -Be 'windows', 'linux'
        $document.mainSteps.action | Should -Be 'aws:runPowerShellScript', 'aws:runShellScript'
        $document.mainSteps | ForEach-Object { $_.precondition.StringEquals -join ' ' } | Should -Be 'platformType Windows', 'platformType Linux'
    }

    It 'describes each parameter, limits it by a pattern, and hands it over in the environment' {
        foreach ($parameter in $parameters) {
            $parameter.Name | Should -Match '^[A-Za-z0-9]+$'
            $parameter.Value.type | Should -BeExactly 'String'
            $parameter.Value.description | Should -Match '^\((Required|Optional)\) .+\.$'
            $parameter.Value.interpolationType | Should -BeExactly 'ENV_VAR'
            $parameter.Value.allowedPattern | Should -Match '^\^.*\$$'
            # RE2, which the agent checks patterns with, repeats nothing more often, and nests no such repetitions.
            [regex]::Matches($parameter.Value.allowedPattern, '\{\d+,?(\d*)\}') | ForEach-Object { [int] ('0' + $_.Groups[1].Value) } | Where-Object { $_ -gt 1000 } | Should -BeNullOrEmpty
            ($parameter.Value.description -like '(Required)*') | Should -Be ($null -eq $parameter.Value.default)
            if ($null -ne $parameter.Value.default) { $parameter.Value.default | Should -MatchExactly $parameter.Value.allowedPattern }
        }
    }

    It 'uses each parameter on both platforms, no other, and joins none into a script' {
        foreach ($step in $document.mainSteps) {
            $text = $step.inputs.runCommand -join "`n"
            [regex]::Matches($text, '\$env:SSM_(\w+)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique | Should -Be @($parameters.Name | Sort-Object)
            $text | Should -Not -Match '\{\{|Invoke-Expression|\biex\b|\beval\b|\[scriptblock\]'
        }
    }

    It 'has the same PowerShell on both platforms, without a syntax error' {
        $windows, $linux = $document.mainSteps | ForEach-Object { $_.inputs.runCommand -join "`n" }
        $linux | Should -BeLike "*$([System.Management.Automation.WildcardPattern]::Escape("`n$windows`n"))*"
        $flaws = $null
        $null = [System.Management.Automation.Language.Parser]::ParseInput($windows, [ref] $null, [ref] $flaws)
        $flaws | Should -BeNullOrEmpty
        # Windows PowerShell reads a script without a byte order mark in the code page of the machine.
        $windows | Should -Match '\A[\x09\x0A\x20-\x7E]*\z'
    }

    It 'refuses <Value> for every parameter' -TestCases $hostileCases -Skip:($Bare) {
        $parameters | Should -Not -BeNullOrEmpty
        foreach ($parameter in $parameters) { "$($parameter.Name) $($Value -cmatch $parameter.Value.allowedPattern)" | Should -Be "$($parameter.Name) False" }
    }
}

Describe 'A script of a document' -Skip:$noShell {
    BeforeEach {
        $work = (New-Item (Join-Path $root ([guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
    }

    It 'hands over <Value> as one argument, unchanged, on <Step>' -TestCases @(
        foreach ($platform in 'linux', 'windows') {
            foreach ($text in '/etc/dcv/my ca.pem', 'C:\Program Files (x86)\NICE\ca.pem', '\\files01\dcv\ca.pem', '/etc/-PassThru/../-Restart', '/etc/dcv/ca.pem ') { @{ Value = $text; Step = $platform } }
        }
    ) {
        $Value | Should -MatchExactly (Read-Document SetTokenVerifier).parameters.CaFile.allowedPattern
        $ran = Invoke-Document SetTokenVerifier @{ Uri = "$good?a=%24%28id%29&b=c"; CaFile = $Value } -Step $Step
        $ran.Error | Should -BeNullOrEmpty
        $ran.Called.CaFile | Should -BeExactly $Value
        $ran.Called.Uri | Should -BeExactly "$good?a=%24%28id%29&b=c"
        $ran.Called.PSObject.Properties.Name | Sort-Object | Should -Be 'CaFile', 'Confirm', 'Name', 'Uri'
        ($ran.Output | ConvertFrom-Json).Warnings | Should -Be 'restart needed'
        $ran.ExitCode | Should -Be 0
    }

    It 'takes <Value> as data even where no pattern stops it' -TestCases $dataCases {
        $ran = Invoke-Document SetTokenVerifier @{ Uri = $Value; CaFile = $Value; Timeout = $Value; Restart = $Value }
        $ran.Called.Uri, $ran.Called.CaFile, $ran.Called.Timeout | Should -BeExactly $Value, $Value, $Value
        $ran.Called.PSObject.Properties.Name | Should -Not -Contain Restart
        Get-ChildItem $work -Filter '*pwned*' | Should -BeNullOrEmpty
    }

    It 'lets <Value> pass as <Parameter> of <Document>' -TestCases @(
        @{ Document = 'SetTokenVerifier'; Parameter = 'Uri'; Value = 'https://[2001:db8::1]:8445/agent/validate-authentication-token' }
        @{ Document = 'SetTokenVerifier'; Parameter = 'Uri'; Value = 'https://b/x?a=1&b=%20(2)' }
        @{ Document = 'InstallModule'; Parameter = 'Source'; Value = 'https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20261120%2Feu-west-1&X-Amz-Signature=0a' }
        @{ Document = 'InstallModule'; Parameter = 'Source'; Value = 's3://my-packages/modules/a=b + c/DcvAdmin.0.1.0.nupkg' }
    ) {
        $Value | Should -MatchExactly (Read-Document $Document).parameters.$Parameter.allowedPattern
    }

    It 'turns true into a switch' {
        $ran = Invoke-Document SetTokenVerifier @{ Uri = $good; Timeout = '30'; NoTlsStrict = 'true'; Restart = 'true'; AllowInsecureHttp = 'true' }
        $ran.Called.Timeout, $ran.Called.NoTlsStrict, $ran.Called.Restart, $ran.Called.AllowInsecureHttp, $ran.Called.Confirm | Should -Be '30', $true, $true, $true, $false
    }

    It 'leaves what it is not handed: <Handed>' -TestCases @(
        @{ Handed = 'nothing'; Values = @{}; Expected = 'Confirm', 'Name' }
        @{ Handed = 'a file'; Values = @{ CaFile = '/ca.pem' }; Expected = 'CaFile', 'Confirm', 'Name' }
        @{ Handed = 'a check that is on'; Values = @{ NoTlsStrict = 'false' }; Expected = 'Confirm', 'Name', 'NoTlsStrict' }
    ) {
        $ran = Invoke-Document SetTokenVerifier $Values
        $ran.Called.PSObject.Properties.Name | Sort-Object | Should -Be $Expected
        if ($Values.NoTlsStrict) { $ran.Called.NoTlsStrict | Should -BeFalse }
    }

    It 'reports in characters that every code page has, on <Step>' -TestCases @(@{ Step = 'linux' }, @{ Step = 'windows' }) {
        $ran = Invoke-Document GetHostConfiguration -Step $Step
        $ran.Output.Trim() | Should -Match '^[ -~]+$'
        $report = $ran.Output | ConvertFrom-Json
        $report.Format, $report.Location | Should -Be 1, 'here'
        $report.Warnings | Should -Be 'restart needed'
        $report.Settings.Name | Should -Be 'ca-file', 'administrators', 'y'
        $report.Settings[0].Value | Should -BeExactly "$([char] 0xe4) $([char]::ConvertFromUtf32(0x1f600)) $([char] 27)"
        $report.Settings[0].Type, $report.Settings[1].Flaw | Should -Be 'Monday', 'f'
        # Lists stay lists, of one and of none.
        $ran.Output | Should -BeLike '*"Value":`["one"`]*'
        $ran.Output | Should -BeLike '*"Value":`[`]*'
        $report.PSObject.Properties.Name | Sort-Object | Should -Be 'Format', 'Location', 'Settings', 'Warnings'
    }

    It 'reports of a verifier what concerns it' {
        (Invoke-Document ResetTokenVerifier).Output | ConvertFrom-Json | ForEach-Object { $_.Settings.Name } | Should -Be 'ca-file'
    }

    It 'reports steps with their results in words' {
        $report = (Invoke-Document TestTokenVerifier).Output | ConvertFrom-Json
        $report.Location, $report.Steps[0].Result, $report.Steps[0].Mend | Should -Be 'here', 'Monday', $null
    }

    It 'hands on settings as they were, on <Step>' -TestCases @(@{ Step = 'linux' }, @{ Step = 'windows' }) {
        $json = '{"security/ca-file":"=2026-01-01T00:00:00Z","a/list":["=one","="],"a/none":[],"a/number":5,"a/switch":false,"a/out":null,"security/administrators":["=HOSTILE"]}'
        $json = $json.Replace('HOSTILE', ("'; touch pwned; `$(touch pwned) $([char] 0x2019) $([char] 0xe4)".Replace('"', '\"')))
        $given = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($json))
        $given | Should -Match (Read-Document SetHostConfiguration).parameters.Settings.allowedPattern
        $ran = Invoke-Document SetHostConfiguration @{ Settings = $given; Force = 'true' } -Step $Step
        $ran.ExitCode | Should -Be 0
        $called = $ran.Called
        $called.Setting.'security/administrators' | Should -BeExactly "'; touch pwned; `$(touch pwned) $([char] 0x2019) $([char] 0xe4)"
        $text = $ran.CalledText -replace '\s'
        foreach ($part in '"security/ca-file":"2026-01-01T00:00:00Z"', '"a/list":["one",""]', '"a/none":[]', '"a/number":5', '"a/switch":false', '"a/out":null', '"Force":true', '"Confirm":false') { $text.Contains($part) | Should -BeTrue -Because $part }
        $text | Should -Not -BeLike '*"Restart"*'
        ($ran.Output | ConvertFrom-Json).Settings.Name | Sort-Object | Should -Be 'administrators', 'ca-file'
        Get-ChildItem $work -Filter '*pwned*' | Should -BeNullOrEmpty
    }

    It 'fails where the settings are none' {
        $ran = Invoke-Document SetHostConfiguration @{ Settings = 'bm9uZQ==' }
        $ran.ExitCode | Should -Be 1
        $ran.Called | Should -BeNullOrEmpty
        $ran.Error | Should -Not -BeNullOrEmpty
    }

    It 'calls <Cmdlet> for <Document>' -TestCases @(
        @{ Document = 'ResetTokenVerifier'; Cmdlet = 'Reset-DcvTokenVerifier' }
        @{ Document = 'TestTokenVerifier'; Cmdlet = 'Test-DcvTokenVerifier' }
        @{ Document = 'GetHostConfiguration'; Cmdlet = 'Get-DcvHostConfiguration' }
    ) {
        $ran = Invoke-Document $Document
        $ran.Called.Name | Should -Be $Cmdlet
        $ran.ExitCode | Should -Be 0
    }

    It 'fails with the sentence of the cmdlet' {
        $ran = Invoke-Document SetTokenVerifier @{ Uri = 'https://refused' }
        $ran.ExitCode | Should -Be 1
        $ran.Error.Trim() | Should -Be 'The verifier is refused.'
        $ran.Output | Should -BeNullOrEmpty
    }

    It 'says so where the module is missing' {
        $modules = (New-Item (Join-Path $work empty) -ItemType Directory).FullName
        $ran = Invoke-Document TestTokenVerifier
        $ran.ExitCode | Should -Be 1
        $ran.Error | Should -Match '^The module DcvAdmin is not installed on this host'
    }

    It 'says so where pwsh is missing' {
        $ran = Invoke-Document TestTokenVerifier -Path '/there/is/no/such/folder'
        $ran.ExitCode | Should -Be 1
        $ran.Error | Should -Match '^PowerShell 7 \(pwsh\) is not installed'
    }

    It 'says so where the agent is too old: <Document>' -TestCases @(@{ Document = 'SetTokenVerifier' }, @{ Document = 'ResetTokenVerifier' }, @{ Document = 'SetHostConfiguration' }, @{ Document = 'InstallModule' }) {
        $ran = Invoke-Document $Document @{ Uri = $good; Source = 'https://x/y'; Sha256 = 'a' * 64 } -OldAgent
        $ran.ExitCode | Should -Be 1
        $ran.Error | Should -Match '^The SSM Agent of this host is too old'
        $ran.Called | Should -BeNullOrEmpty
    }
}

Describe 'The installation' -Skip:$noShell {
    BeforeEach {
        $work = (New-Item (Join-Path $root ([guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
        $target = Join-Path $work 'installed'
        # The AWS CLI of the test: hands out the package for whatever it is asked.
        $tools = New-Item (Join-Path $work tools) -ItemType Directory
        Set-Content (Join-Path $tools aws) "#!/bin/sh`nprintf '%s\n' ""`$@"" > '$work/asked'`ncp '$DcvAdminPackage' ""`$5"""
        chmod +x (Join-Path $tools aws)
        $path = "$tools`:$env:PATH"
        # Everything but the machine's own folder of modules is as it ships.
        $elsewhere = { $args[0].Replace('/usr/local/share/powershell/Modules', $target) }
        $hash = (Get-FileHash $DcvAdminPackage -Algorithm SHA256).Hash
    }

    It 'installs the package whose hash was given, also over itself' {
        foreach ($given in $hash.ToLowerInvariant(), $hash) {
            $ran = Invoke-Document InstallModule @{ Source = 's3://packages/dcvadmin/DcvAdmin.nupkg'; Sha256 = $given } -Edit $elsewhere -Path $path
            $ran.Error | Should -BeNullOrEmpty
            $ran.ExitCode | Should -Be 0
        }

        $report = $ran.Output | ConvertFrom-Json
        $report.Version | Should -Be (Import-PowerShellDataFile $DcvAdminManifest).ModuleVersion
        Get-Content "$work/asked" | Select-Object -First 4 | Should -Be 's3', 'cp', '--only-show-errors', 's3://packages/dcvadmin/DcvAdmin.nupkg'
        $expected = Get-ChildItem (Split-Path $DcvAdminManifest) -Recurse -File | ForEach-Object { $_.FullName.Substring((Split-Path $DcvAdminManifest).Length + 1) }
        $actual = Get-ChildItem $report.Location -Recurse -File -Force | ForEach-Object { $_.FullName.Substring($report.Location.Length + 1) }
        Compare-Object $expected $actual | Should -BeNullOrEmpty
        (Get-ChildItem (Join-Path $target DcvAdmin)).Name | Should -Be $report.Version
        Invoke-Fresh "Import-Module '$($report.Location)/DcvAdmin.psd1'; (Get-Module DcvAdmin).Version.ToString()" | Should -Be $report.Version
    }

    It 'installs nothing where the hash is another' {
        $ran = Invoke-Document InstallModule @{ Source = 's3://packages/dcvadmin/DcvAdmin.nupkg'; Sha256 = 'a' * 64 } -Edit $elsewhere -Path $path
        $ran.ExitCode | Should -Be 1
        $ran.Error | Should -BeLike "The package has the SHA-256 hash $hash and not the one that was given. Nothing was installed.*"
        Get-ChildItem $target | Should -BeNullOrEmpty
    }

    It 'leaves the version that was there where the new one cannot take its place' {
        $there = New-Item (Join-Path $target "DcvAdmin/$((Import-PowerShellDataFile $DcvAdminManifest).ModuleVersion)/mine") -ItemType File -Force
        $ran = Invoke-Document InstallModule @{ Source = 's3://packages/dcvadmin/DcvAdmin.nupkg'; Sha256 = $hash } -Path $path -Edit {
            (& $elsewhere $args[0]).Replace('Move-Item -LiteralPath $unpacked -Destination $target', "throw 'The disk is full.'")
        }
        $ran.ExitCode | Should -Be 1
        $ran.Error.Trim() | Should -Be 'The disk is full.'
        Get-ChildItem (Join-Path $target DcvAdmin) -Recurse -File | ForEach-Object FullName | Should -Be $there.FullName
    }

    It 'can be used by all users, whatever the umask' {
        $ran = Invoke-Document InstallModule @{ Source = 's3://packages/dcvadmin/DcvAdmin.nupkg'; Sha256 = $hash } -Path $path -Edit { "umask 077`n" + (& $elsewhere $args[0]) }
        $ran.ExitCode | Should -Be 0
        $closed = Get-ChildItem (Join-Path $target DcvAdmin) -Recurse -Force | Where-Object { -not ($_.UnixFileMode -band [System.IO.UnixFileMode]::OtherRead) -or $_.UnixFileMode -band [System.IO.UnixFileMode]::OtherWrite }
        $closed | Should -BeNullOrEmpty
        (Get-Item (Join-Path $target DcvAdmin)).UnixFileMode -band [System.IO.UnixFileMode]::OtherExecute | Should -Be OtherExecute
    }
}
