# The PowerShell of the README and the guides: what is typed there exists, cmdlet by cmdlet and parameter by parameter.
BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).ProviderPath
    $blocks = foreach ($file in @(Get-Item (Join-Path $root 'README.md')) + @(Get-ChildItem (Join-Path $root 'docs') -Filter *.md)) {
        $text = Get-Content $file.FullName -Raw
        foreach ($block in [regex]::Matches($text, '(?ms)^```powershell\r?\n(.*?)^```')) {
            @{ Guide = $file.Name; Line = $text.Substring(0, $block.Index).Split("`n").Count; Script = $block.Groups[1].Value }
        }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
}

Describe 'The PowerShell of a guide' {
    It '<Guide>, line <Line>, is made of cmdlets and parameters that there are' -TestCases $blocks {
        $flaws = $null
        $parsed = [System.Management.Automation.Language.Parser]::ParseInput($Script, [ref] $null, [ref] $flaws)
        $flaws | Should -BeNullOrEmpty
        foreach ($typed in $parsed.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            $name = $typed.GetCommandName()
            if ($name -notmatch '^[A-Z][a-z]+-Dcv') { continue }
            $command = Get-Command $name -Module DcvAdmin -ErrorAction Ignore
            $command | Should -Not -BeNullOrEmpty -Because "$name is typed there"
            foreach ($parameter in $typed.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                { $command.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because "$name -$($parameter.ParameterName) is typed there"
            }
        }
    }

    It 'is found' {
        @(Get-ChildItem (Join-Path $PSScriptRoot '../../docs') -Filter *.md).Name | Should -Contain 'hosts.md'
    }
}
