# For "build.ps1 -Task Analyze" and for editors: the default rules, and what tells that a script also runs under Windows PowerShell 5.1.
@{
    IncludeDefaultRules = $true
    Rules               = @{
        PSUseCompatibleSyntax  = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.4')
        }
        # Cmdlets that came with PowerShell 6 and later, by the lists that come with the analyzer.
        PSUseCompatibleCmdlets = @{
            Compatibility = @('desktop-5.1.14393.206-windows')
            Reference     = 'core-6.1.0-windows'
        }
    }
}
