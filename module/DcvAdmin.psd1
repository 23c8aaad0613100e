@{
    RootModule             = 'DcvAdmin.Cmdlets.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '5d1c8a0e-6f0b-4c39-9a57-1f1a0b7c6e42'
    Author                 = 'The DcvAdmin authors'
    CompanyName            = 'DcvAdmin'
    Copyright              = 'Copyright (c) 2026 The DcvAdmin authors. MIT licence.'
    Description            = 'Runs Amazon DCV from PowerShell: issues, tests, lists and revokes connection tokens, on a local store or a broker; makes links and connection files; sets up and tests DCV servers, here or by AWS Systems Manager.'
    PowerShellVersion      = '5.1'
    CompatiblePSEditions   = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess       = @('DcvAdmin.Format.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @('Export-DcvConnectionFile', 'Get-DcvAuthToken', 'Get-DcvAwsIdentity', 'Get-DcvConnectionUri', 'Get-DcvHostConfiguration', 'Get-DcvTokenVerifier', 'Get-DcvWorkspace', 'Install-DcvHostModule', 'Invoke-DcvWorkspaceAction', 'New-DcvAuthToken', 'Register-DcvSsmDocument', 'Reset-DcvTokenVerifier', 'Revoke-DcvAuthToken', 'Set-DcvHostConfiguration', 'Set-DcvTokenVerifier', 'Sync-DcvWorkspaceInventory', 'Test-DcvAuthToken', 'Test-DcvConnection', 'Test-DcvTokenVerifier')
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('AmazonDCV', 'NICEDCV', 'DCV', 'VDI', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'The first version: issues, tests, lists and revokes connection tokens, on a local store or a broker; makes links and connection files, and names the first broken link of a connection; reads, changes and tests the settings of DCV servers, on this machine or by Systems Manager.'
        }
    }
}
