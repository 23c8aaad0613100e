BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $commands = (Import-PowerShellDataFile $DcvAdminManifest).CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $suites = $commands | ForEach-Object { $_.Name }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Split-Path $DcvAdminManifest

    # What a fresh process prints; a module can be imported into this one only once.
    function Invoke-Fresh([string] $Script) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $file "`$manifest = '$DcvAdminManifest'`n$Script"
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }
    }
}

Describe 'The package' {
    It 'holds exactly the files that it should' {
        $expected = @'
DcvAdmin.Cmdlets.dll
DcvAdmin.Core.dll
DcvAdmin.Format.ps1xml
DcvAdmin.psd1
LICENSE
THIRD-PARTY-NOTICES.txt
adapters/net472/DcvAdmin.Adapters.dll
adapters/net472/Microsoft.Bcl.AsyncInterfaces.dll
adapters/net472/Microsoft.Data.Sqlite.dll
adapters/net472/SQLitePCLRaw.batteries_v2.dll
adapters/net472/SQLitePCLRaw.core.dll
adapters/net472/SQLitePCLRaw.provider.e_sqlite3.dll
adapters/net472/System.Buffers.dll
adapters/net472/System.IO.Pipelines.dll
adapters/net472/System.Memory.dll
adapters/net472/System.Numerics.Vectors.dll
adapters/net472/System.Runtime.CompilerServices.Unsafe.dll
adapters/net472/System.Text.Encodings.Web.dll
adapters/net472/System.Text.Json.dll
adapters/net472/System.Threading.Tasks.Extensions.dll
adapters/net472/runtimes/win-arm64/native/e_sqlite3.dll
adapters/net472/runtimes/win-x64/native/e_sqlite3.dll
adapters/net472/runtimes/win-x86/native/e_sqlite3.dll
adapters/net8.0/DcvAdmin.Adapters.dll
adapters/net8.0/DcvAdmin.Loader.dll
adapters/net8.0/Microsoft.Data.Sqlite.dll
adapters/net8.0/SQLitePCLRaw.batteries_v2.dll
adapters/net8.0/SQLitePCLRaw.core.dll
adapters/net8.0/SQLitePCLRaw.provider.e_sqlite3.dll
adapters/net8.0/runtimes/linux-arm64/native/libe_sqlite3.so
adapters/net8.0/runtimes/linux-x64/native/libe_sqlite3.so
adapters/net8.0/runtimes/osx-arm64/native/libe_sqlite3.dylib
adapters/net8.0/runtimes/osx-x64/native/libe_sqlite3.dylib
adapters/net8.0/runtimes/win-arm64/native/e_sqlite3.dll
adapters/net8.0/runtimes/win-x64/native/e_sqlite3.dll
en-US/DcvAdmin.Cmdlets.dll-Help.xml
en-US/about_DcvAdmin.help.txt
en-US/about_DcvErrors.help.txt
'@ -split '\r?\n'
        $actual = Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.FullName.Substring($folder.Length + 1).Replace('\', '/') }
        Compare-Object $expected $actual | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'has a valid manifest without code in it' {
        (Test-ModuleManifest $DcvAdminManifest).Name | Should -Be 'DcvAdmin'
        { Import-PowerShellDataFile $DcvAdminManifest } | Should -Not -Throw
    }

    It 'carries the manifest''s version in every assembly of ours' {
        $version = (Import-PowerShellDataFile $DcvAdminManifest).ModuleVersion
        Get-ChildItem $folder -Recurse -Filter 'DcvAdmin.*.dll' | ForEach-Object { [System.Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version.ToString(3) } |
            Sort-Object -Unique | Should -Be $version
    }

    It 'brings every assembly that the adapters for <Framework> refer to, or the framework does' -TestCases @(@{ Framework = 'net472' }, @{ Framework = 'net8.0' }) -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $adapters = Join-Path $folder "adapters/$Framework"
        $present = (Get-ChildItem $adapters -Filter *.dll).BaseName + 'DcvAdmin.Core'
        # In the box of .NET Framework 4.7.2, in the versions asked for; System.ValueTuple is not, and DesktopResolver answers for it.
        $inBox = 'mscorlib', 'netstandard', 'System', 'System.Core', 'System.Data', 'System.Net.Http', 'System.Numerics', 'System.Runtime', 'System.Transactions', 'System.Xml', 'System.ValueTuple'
        $missing = foreach ($file in Get-ChildItem $adapters -Filter *.dll) {
            $reader = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.MemoryStream]::new([System.IO.File]::ReadAllBytes($file.FullName)))
            $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
            foreach ($handle in $metadata.AssemblyReferences) {
                $name = $metadata.GetString($metadata.GetAssemblyReference($handle).Name)
                if ($name -in $present -or $name -in $inBox) { continue }
                if ($Framework -eq 'net8.0' -and (Test-Path (Join-Path ([System.IO.Path]::GetDirectoryName([object].Assembly.Location)) "$name.dll"))) { continue }
                "$($file.Name) needs $name"
            }
            $reader.Dispose()
        }
        $missing | Should -BeNullOrEmpty
    }
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

Describe 'Help' {
    It 'describes <Name> and each of its parameters, with examples' -TestCases $commands {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        ($help.description | Out-String).Length | Should -BeGreaterThan 100
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
        $help.relatedLinks.navigationLink | Should -Not -BeNullOrEmpty

        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $actual = (Get-Command $Name).Parameters.Values | Where-Object Name -NotIn $common
        Compare-Object $actual.Name $help.parameters.parameter.name | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
        foreach ($parameter in $actual) {
            $described = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            ($described.description | Out-String).Trim() | Should -Not -BeNullOrEmpty -Because $parameter.Name
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType)
            if (-not $type) { $type = $parameter.ParameterType }
            $described.type.name | Should -Be $type.Name -Because $parameter.Name
        }
    }

    It 'shows the parameter sets of <Name> as they are' -TestCases $commands {
        $sets = (Get-Command $Name).ParameterSets
        $shown = @((Get-Help $Name).syntax.syntaxItem)
        $shown.Count | Should -Be $sets.Count
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $wanted = $sets | ForEach-Object { ($_.Parameters | Where-Object Name -NotIn $common | ForEach-Object { "$($_.Name)$(if ($_.IsMandatory) { '*' })" } | Sort-Object) -join ' ' } | Sort-Object
        $shown | ForEach-Object { ($_.parameter | ForEach-Object { "$($_.name)$(if ($_.required -eq 'true') { '*' })" } | Sort-Object) -join ' ' } | Sort-Object | Should -Be $wanted
    }

    It 'has a page <_>' -TestCases 'about_DcvAdmin', 'about_DcvErrors' {
        Get-Content (Join-Path $folder "en-US/$_.help.txt") -Raw | Should -Match "TOPIC\s+$_"
    }

    It 'lists every error id, with its category' {
        $page = Get-Content (Join-Path $folder 'en-US/about_DcvErrors.help.txt') -Raw
        $errors = [DcvAdmin.Tokens.DcvAuthToken].Assembly.GetType('DcvAdmin.Pipeline.Errors')
        $categoryOf = $errors.GetMethod('CategoryOf', [System.Reflection.BindingFlags] 'Static, NonPublic')
        foreach ($fault in [Enum]::GetValues([DcvAdmin.Stores.StoreFault])) {
            $page | Should -Match "(?m)^\s+Store$fault\s+$($categoryOf.Invoke($null, @($fault)))\s"
        }
    }

    It 'has a suite for <_>' -TestCases $suites {
        Join-Path $PSScriptRoot "$_.Tests.ps1" | Should -Exist
    }
}
