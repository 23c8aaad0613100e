BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Split-Path $DcvAdminManifest
}

Describe 'Isolation' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
    It 'loads adapters and third-party code into a context of their own, the domain into the common one' {
        $output = Invoke-Fresh @"
            Import-Module `$manifest
            `$null = Get-DcvAuthToken -Store '$(New-StoreUri)'
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -match 'DcvAdmin|SQLite|Data.Sqlite' } |
                ForEach-Object { "`$(`$_.GetName().Name)=`$([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name)" } | Sort-Object
"@
        $output | Where-Object { $_ -notlike 'DcvAdmin.Loader=*' } | Should -Be @(
            'DcvAdmin.Adapters=DcvAdmin adapters', 'DcvAdmin.Cmdlets=Default', 'DcvAdmin.Core=Default', 'Microsoft.Data.Sqlite=DcvAdmin adapters',
            'SQLitePCLRaw.batteries_v2=DcvAdmin adapters', 'SQLitePCLRaw.core=DcvAdmin adapters', 'SQLitePCLRaw.provider.e_sqlite3=DcvAdmin adapters')
        $output | Should -Not -Contain 'DcvAdmin.Loader=Default'
    }

    It 'leaves a module alone that brought its own copy of the same library, in either order' -TestCases @(@{ First = 'rival' }, @{ First = 'ours' }) {
        # The rival is the same name in another version, in the default context.
        $rival = Join-Path $TestDrive "rival-$First"
        $null = New-Item $rival -ItemType Directory
        Add-Type -TypeDefinition 'public class LoadsTheCompiler { }' -ErrorAction Ignore
        $source = [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText('[assembly: System.Reflection.AssemblyVersion("1.2.3.0")] namespace Microsoft.Data.Sqlite { public class SqliteConnection { } }')
        $options = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new([Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary)
        $references = [Microsoft.CodeAnalysis.MetadataReference[]] @([object], [System.Attribute] | ForEach-Object { [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile($_.Assembly.Location) })
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create('Microsoft.Data.Sqlite', [Microsoft.CodeAnalysis.SyntaxTree[]] @($source), $references, $options)
        $file = [System.IO.File]::Create((Join-Path $rival 'Microsoft.Data.Sqlite.dll'))
        try { $compilation.Emit($file).Diagnostics | Should -BeNullOrEmpty } finally { $file.Dispose() }
        $store = New-StoreUri
        $steps = @{
            rival = "[void][System.Reflection.Assembly]::LoadFrom('$rival/Microsoft.Data.Sqlite.dll')"
            ours = "Import-Module `$manifest; (New-DcvAuthToken -Store '$store' -SessionId s -UserName u).UserName"
        }
        $order = if ($First -eq 'rival') { 'rival', 'ours' } else { 'ours', 'rival' }
        $output = Invoke-Fresh @"
            $($steps[$order[0]])
            $($steps[$order[1]])
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { `$_.GetName().Name -eq 'Microsoft.Data.Sqlite' } | ForEach-Object { `$_.GetName().Version.ToString() }
"@
        $output | Should -Be 'u', '1.2.3.0'
    }

    It 'says what is missing where the package is incomplete' {
        $copy = Join-Path $TestDrive 'DcvAdmin'
        Copy-Item $folder $copy -Recurse
        Remove-Item (Join-Path $copy 'adapters/net8.0/Microsoft.Data.Sqlite.dll')
        Remove-Item (Join-Path $copy 'adapters/net8.0/DcvAdmin.Adapters.dll')
        $output = Invoke-Fresh @"
            Import-Module '$copy/DcvAdmin.psd1'
            try { Get-DcvAuthToken -Store '$(New-StoreUri)' } catch { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `$_.Exception.Message }
"@
        $output[0..1] | Should -Be 'AdaptersNotLoaded,DcvAdmin.Tokens.GetDcvAuthTokenCommand', 'NotInstalled'
        $output[2] | Should -BeLike '*DcvAdmin.Adapters.dll is missing*'
    }
}
