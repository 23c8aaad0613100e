BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Split-Path $DcvAdminManifest
}

Describe 'Import' {
    It 'exports what the manifest lists, and nothing else' {
        $listed = (Import-PowerShellDataFile $DcvAdminManifest).CmdletsToExport
        $exported = @((Get-Module DcvAdmin).ExportedCommands.Keys)
        Compare-Object $listed $exported | Should -BeNullOrEmpty
        $classes = [DcvAdmin.Tokens.DcvAuthToken].Assembly.GetTypes() | ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } | ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
        Compare-Object $listed $classes | Should -BeNullOrEmpty
    }

    It 'loads nothing but the cmdlets and the domain' {
        $loaded = Invoke-Fresh 'Import-Module $manifest; Get-Command -Module DcvAdmin -Syntax | Out-Null; Get-Help New-DcvAuthToken -Full | Out-Null; [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -match "DcvAdmin|SQLite" } | Sort-Object'
        $loaded | Should -Be 'DcvAdmin.Cmdlets', 'DcvAdmin.Core'
    }

    It 'works again with -Force, after Remove-Module, and in a second runspace' {
        $store = New-StoreUri
        $output = Invoke-Fresh @"
            `$store = '$store'
            Import-Module `$manifest; (New-DcvAuthToken -Store `$store -SessionId s -UserName one).UserName
            Import-Module `$manifest -Force; (New-DcvAuthToken -Store `$store -SessionId s -UserName two).UserName
            Remove-Module DcvAdmin; Import-Module `$manifest; (New-DcvAuthToken -Store `$store -SessionId s -UserName three).UserName
            [powershell]::Create().AddScript({ param(`$m, `$s) Import-Module `$m; New-DcvAuthToken -Store `$s -SessionId s -UserName four }).AddArgument(`$manifest).AddArgument(`$store).Invoke().UserName
            (Get-DcvAuthToken -Store `$store).UserName -join ' '
"@
        $output | Should -Be 'one', 'two', 'three', 'four', 'one two three four'
    }

    It 'is found by name in a clean session' {
        $output = Invoke-Fresh "`$env:PSModulePath = '$(Split-Path (Split-Path $folder))'; (Get-Command Get-DcvAuthToken).ModuleName"
        $output | Should -Be 'DcvAdmin'
    }

    It 'serves several runspaces that start at once' {
        $stores = 1..4 | ForEach-Object { New-StoreUri }
        $output = Invoke-Fresh @"
            `$shells = '$($stores -join "','")' | ForEach-Object {
                `$shell = [powershell]::Create().AddScript({ param(`$m, `$s) Import-Module `$m; (New-DcvAuthToken -Store `$s -SessionId s -UserName u).UserName }).AddArgument(`$manifest).AddArgument(`$_)
                @{ Shell = `$shell; Running = `$shell.BeginInvoke() }
            }
            `$shells | ForEach-Object { `$_.Shell.EndInvoke(`$_.Running) }
            @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'DcvAdmin.Adapters' }).Count
"@
        $output | Should -Be 'u', 'u', 'u', 'u', '1'
    }

    It 'refuses a second version in one process' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $output = Invoke-Fresh @"
            `$other = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly('DcvAdmin.Cmdlets, Version=9.8.7.0', 'Run')
            try { Import-Module `$manifest -ErrorAction Stop } catch { `$_.Exception.Message }
"@
        "$output" | Should -BeLike '*9.8.7*cannot be used in one process*new PowerShell session*'
    }
}
