# Help as a user sees it, against the cmdlets as the engine sees them.
BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $commands = (Import-PowerShellDataFile $DcvAdminManifest).CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $suites = $commands | ForEach-Object { $_.Name }
    $topics = Get-ChildItem (Join-Path (Split-Path $DcvAdminManifest) 'en-US') -Filter 'about_*.help.txt' | ForEach-Object { $_.Name -replace '\.help\.txt$' }

    # Ids stand as texts in the sources of the cmdlets, beside their categories; those of faults are a word and the fault's name.
    $sources = Get-ChildItem (Join-Path $PSScriptRoot '../../src/DcvAdmin.Cmdlets') -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
    $text = ($sources | Get-Content -Raw) -join "`n"
    $errorIds = @(
        [regex]::Matches($text, '"(?<id>[A-Z][A-Za-z]+)",\s*ErrorCategory\.(?<category>\w+)') | ForEach-Object { @{ Id = $_.Groups['id'].Value; Category = $_.Groups['category'].Value } }
        [regex]::Matches($text, '\bParameterInvalid\(\s*"(?<id>\w+)"') | ForEach-Object { @{ Id = $_.Groups['id'].Value; Category = 'InvalidArgument' } }
        $makers = [DcvAdmin.Tokens.DcvAuthToken].Assembly.GetType('DcvAdmin.Pipeline.Errors').GetMethods([System.Reflection.BindingFlags] 'Static, Public, NonPublic')
        foreach ($categoryOf in $makers | Where-Object { $_.Name -eq 'CategoryOf' -and $_.GetParameters()[0].ParameterType.IsEnum }) {
            $faults = $categoryOf.GetParameters()[0].ParameterType
            foreach ($fault in [Enum]::GetValues($faults)) { @{ Id = "$($faults.Name -replace 'Fault$')$fault"; Category = "$($categoryOf.Invoke($null, @($fault)))" } }
        }
    ) | Sort-Object { $_.Id } -Unique
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Split-Path $DcvAdminManifest
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters
    $errorPage = Get-Content (Join-Path $folder 'en-US/about_DcvErrors.help.txt') -Raw

    # One line for each parameter set, however it was printed.
    function Get-SyntaxLine($Syntax) {
        ($Syntax | Out-String -Width 5000) -split '\r?\n' | ForEach-Object { $_.Trim() } | Where-Object { $_ }
    }

    # The text of a piece of help, on one line.
    function Get-Line($Paragraphs) {
        ($Paragraphs | ForEach-Object { $_.Text }) -join ' ' -replace '\s+', ' '
    }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $command = Get-Command $Name
        $parameters = $command.Parameters.Values | Where-Object Name -NotIn $common
    }

    It 'has a synopsis, a description, inputs and links' {
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        (Get-Line $help.description).Length | Should -BeGreaterThan 100
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        foreach ($accepted in $help.inputTypes.inputType) { Get-Line $accepted.description | Should -Not -BeNullOrEmpty }
        $help.relatedLinks.navigationLink | Should -Not -BeNullOrEmpty
    }

    It 'describes exactly the parameters that exist' {
        Compare-Object $parameters.Name $help.parameters.parameter.name | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'says about each parameter what the engine says' {
        foreach ($parameter in $parameters) {
            $described = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            $sets = @($parameter.ParameterSets.Values)
            Get-Line $described.description | Should -Match '[.?)]$' -Because "-$($parameter.Name) is described in sentences"

            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType)
            if (-not $type) { $type = $parameter.ParameterType }
            $described.type.name | Should -BeExactly $type.Name -Because "-$($parameter.Name)"
            $described.parameterValue | Should -BeExactly $type.Name -Because "-$($parameter.Name)"

            $described.required | Should -Be ($sets.IsMandatory -notcontains $false).ToString().ToLowerInvariant() -Because "-$($parameter.Name)"
            $positions = @($sets.Position | Where-Object { $_ -ge 0 })
            $described.position | Should -Be $(if ($positions.Count) { $positions[0] } else { 'named' }) -Because "-$($parameter.Name)"
            $ways = @(if ($sets.ValueFromPipeline -contains $true) { 'ByValue' }; if ($sets.ValueFromPipelineByPropertyName -contains $true) { 'ByPropertyName' })
            $described.pipelineInput | Should -BeExactly $(if ($ways) { "True ($($ways -join ', '))" } else { 'False' }) -Because "-$($parameter.Name)"
            $described.aliases | Should -Be $(if ($parameter.Aliases.Count) { $parameter.Aliases -join ', ' } else { 'none' }) -Because "-$($parameter.Name)"
            $described.globbing | Should -Be "$(@($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0)" -Because "-$($parameter.Name)"
            if ($type.IsEnum) { foreach ($value in [Enum]::GetNames($type)) { Get-Line $described.description | Should -BeLike "*$value*" } }
        }
    }

    It 'shows the syntax that Get-Command shows' {
        Get-SyntaxLine $help.syntax | Should -BeExactly (Get-SyntaxLine (Get-Command $Name -Syntax))
    }

    It 'names the output types that the cmdlet states' {
        Compare-Object $command.OutputType.Name @($help.returnValues.returnValue.type.name | Where-Object { $_ -ne 'None' }) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
        foreach ($output in $help.returnValues.returnValue) { Get-Line $output.description | Should -Not -BeNullOrEmpty }
    }

    It 'has examples, and shows their code as it is to be typed' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 2
        $shown = Get-Help $Name -Examples | Out-String -Width 5000
        foreach ($example in $examples) {
            $example.code | Should -Not -Match '(?m)^PS .*>'
            foreach ($line in $example.code -split '\r?\n') { $shown | Should -Match "(?m)^\s*$([regex]::Escape($line.Trim()))\s*$" }
            $shown | Should -Match "(?m)^\s*$([regex]::Escape($example.title))\s*$"
            Get-Line $example.remarks | Should -Match '\.\s*$'
        }
    }

    It 'shows a parameter alone' {
        foreach ($parameter in $parameters) {
            $shown = Get-Help $Name -Parameter $parameter.Name | Out-String -Width 5000
            $shown | Should -Match "(?m)^-$($parameter.Name) "
            $shown | Should -Match '(?m)^\s+Required\?\s+(true|false)\s*$'
            $shown | Should -Match '(?m)^\s+Default value\s+\S'
        }
    }

    It 'has links that lead somewhere' {
        foreach ($link in $help.relatedLinks.navigationLink) {
            if ($link.uri) { $link.uri | Should -Match '^https://' }
            elseif ($link.linkText -like 'about_*') { Join-Path $folder "en-US/$($link.linkText).help.txt" | Should -Exist }
            else { (Get-Command $link.linkText).ModuleName | Should -Be DcvAdmin }
        }
    }
}

Describe 'The topic <_>' -ForEach $topics {
    BeforeAll { $page = Get-Content (Join-Path $folder "en-US/$_.help.txt") }

    It 'begins with its name and fits a window of 80 columns' {
        $page[0..1] | Should -BeExactly 'TOPIC', "    $_"
        $page | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'sends its reader to what exists' {
        $start = [array]::IndexOf($page, 'SEE ALSO')
        $start | Should -BeGreaterThan 0
        foreach ($name in $page[($start + 1)..($page.Count - 1)].Trim()) {
            if ($name -like 'about_*') { Join-Path $folder "en-US/$name.help.txt" | Should -Exist } else { (Get-Command $name).ModuleName | Should -Be DcvAdmin }
        }
    }
}

Describe 'Help in a clean session' {
    It 'is found by name, for cmdlets and topics' {
        $script = Join-Path $TestDrive 'topics.ps1'
        $names = @(Get-ChildItem (Join-Path $folder 'en-US') -Filter 'about_*.help.txt' | ForEach-Object { $_.Name -replace '\.help\.txt$' })
        Set-Content $script @"
            `$env:PSModulePath = '$(Split-Path (Split-Path $folder))'
            '$($names -join "','")' | ForEach-Object { (Get-Help `$_ | Out-String).Contains(`$_) }
            (Get-Help New-DcvAuthToken).Synopsis
"@
        $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $script 2>&1 | ForEach-Object { "$_" }
        $output | Should -Be (@($names | ForEach-Object { 'True' }) + 'Issues connection tokens for DCV sessions.')
    }
}

Describe 'about_DcvErrors' {
    It 'lists <Id> with its category' -TestCases $errorIds {
        $errorPage | Should -Match "(?m)^    $Id\s+$Category\b"
    }

    It 'lists no id that cannot occur' -TestCases @{ Known = $errorIds.Id } {
        $listed = [regex]::Matches($errorPage, '(?m)^    (?<id>[A-Z][A-Za-z]{5,})\s+[A-Z][a-z]+[A-Z]\w+') | ForEach-Object { $_.Groups['id'].Value }
        $listed.Count | Should -BeGreaterThan 20
        # What fails at a verifier has the ids of a store with another beginning.
        $listed | Where-Object { $_ -notin $Known -and ($_ -replace '^Verifier', 'Store') -notin $Known } | Should -BeNullOrEmpty
    }

    It 'is fed by one factory' {
        $sources = Get-ChildItem (Join-Path $PSScriptRoot '../../src/DcvAdmin.Cmdlets') -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
        ($sources | Select-String 'new ErrorRecord\(').Filename | Sort-Object -Unique | Should -Be 'Errors.cs'
    }
}

Describe 'The suites' {
    It 'has a suite for <_>' -TestCases $suites {
        Join-Path $PSScriptRoot "$_.Tests.ps1" | Should -Exist
    }
}
