BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $folder = Split-Path $DcvAdminManifest
    $manifest = Import-PowerShellDataFile $DcvAdminManifest
    $psData = $manifest.PrivateData.PSData
    Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem

    # What the nuspec says, the module's files, and the parts that belong to the packaging.
    function Read-Package([string] $Path) {
        $zip = [System.IO.Compression.ZipFile]::OpenRead($Path)
        try {
            $reader = [System.IO.StreamReader]::new(($zip.Entries | Where-Object FullName -EQ 'DcvAdmin.nuspec').Open())
            $parts, $files = ($zip.Entries | ForEach-Object { $_.FullName }).Where({ $_ -match '^(_rels/|package/|\[Content_Types\]\.xml$)' -or $_ -eq 'DcvAdmin.nuspec' }, 'Split')
            @{ Nuspec = ([xml] $reader.ReadToEnd()).package.metadata; Files = $files; Parts = $parts }
        } finally {
            $zip.Dispose()
        }
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
adapters/net472/AWSSDK.Core.dll
adapters/net472/AWSSDK.DynamoDBv2.dll
adapters/net472/AWSSDK.SecurityToken.dll
adapters/net472/AWSSDK.SSO.dll
adapters/net472/AWSSDK.SSOOIDC.dll
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
adapters/net8.0/AWSSDK.Core.dll
adapters/net8.0/AWSSDK.DynamoDBv2.dll
adapters/net8.0/AWSSDK.SecurityToken.dll
adapters/net8.0/AWSSDK.SSO.dll
adapters/net8.0/AWSSDK.SSOOIDC.dll
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
en-US/about_DcvHosts.help.txt
en-US/about_DcvStores.help.txt
en-US/about_DcvTokens.help.txt
en-US/about_DcvConnections.help.txt
ssm/GetHostConfiguration.json
ssm/InstallModule.json
ssm/ResetTokenVerifier.json
ssm/SetHostConfiguration.json
ssm/SetTokenVerifier.json
ssm/TestTokenVerifier.json
'@ -split '\r?\n'
        $actual = Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.FullName.Substring($folder.Length + 1).Replace('\', '/') }
        Compare-Object $expected $actual | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'holds nothing of the engine' {
        # A copy of it would be loaded beside the engine that runs, and no cmdlet would be one.
        Get-ChildItem $folder -Recurse -File | Where-Object Name -Match '^(System\.Management\.Automation|Microsoft\.PowerShell\.|PowerShellStandard)' | Should -BeNullOrEmpty
    }

    It 'has a valid manifest without code in it' {
        (Test-ModuleManifest $DcvAdminManifest).Name | Should -Be 'DcvAdmin'
        { Import-PowerShellDataFile $DcvAdminManifest } | Should -Not -Throw
    }

    It 'carries the manifest''s version in every assembly of ours' {
        Get-ChildItem $folder -Recurse -Filter 'DcvAdmin.*.dll' | ForEach-Object { [System.Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version.ToString(3) } |
            Sort-Object -Unique | Should -Be $manifest.ModuleVersion
    }

    It 'brings every assembly that the adapters for <Framework> refer to, or the framework does' -TestCases @(@{ Framework = 'net472' }, @{ Framework = 'net8.0' }) -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $adapters = Join-Path $folder "adapters/$Framework"
        $present = (Get-ChildItem $adapters -Filter *.dll).BaseName + 'DcvAdmin.Core'
        # In the box of .NET Framework 4.7.2, in the versions asked for; System.ValueTuple is not, and DesktopResolver answers for it.
        $inBox = 'mscorlib', 'netstandard', 'System', 'System.Configuration', 'System.Core', 'System.Data', 'System.Net.Http', 'System.Numerics', 'System.Runtime', 'System.Transactions', 'System.Xml', 'System.Xml.Linq', 'System.ValueTuple'
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

Describe 'The notices about files of others' {
    BeforeAll {
        $text = Get-Content (Join-Path $folder 'THIRD-PARTY-NOTICES.txt') -Raw
        $notices = [regex]::Matches($text, '(?ms)^Files:\s+(?<files>.+?)^Of:\s+(?<of>\S.*?)^Licence:[ ]+(?<licence>\S+)\s*^Copyright:[ ]+(?<copyright>\S)')
    }

    It 'name each of them once' {
        $named = $notices | ForEach-Object { $_.Groups['files'].Value -split ',' } | ForEach-Object { $_.Trim() }
        $shipped = Get-ChildItem $folder -Recurse -File | Where-Object { $_.Extension -in '.dll', '.so', '.dylib' -and $_.Name -notlike 'DcvAdmin.*' } | ForEach-Object { $_.Name }
        $shipped | Sort-Object -Unique | Where-Object { $_ -notin $named } | Should -BeNullOrEmpty
        $named | Group-Object | Where-Object Count -GT 1 | Should -BeNullOrEmpty
    }

    It 'hold each licence in full' {
        $notices.Count | Should -Be ([regex]::Matches($text, '(?m)^Files:').Count)
        $licences = @($notices | ForEach-Object { $_.Groups['licence'].Value } | Sort-Object -Unique)
        $licences | Should -Not -BeNullOrEmpty
        [regex]::Matches($text, '(?m)^==== (\S+) ====\s*^(?=.+)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object | Should -Be $licences
    }
}

Describe 'The package file' {
    BeforeAll {
        $read = Read-Package $DcvAdminPackage
        $nuspec = $read.Nuspec
    }

    It 'is named after the module and its version' {
        $version = $manifest.ModuleVersion
        if ($psData.Prerelease) { $version += '-' + $psData.Prerelease.TrimStart('-') }
        $nuspec.id | Should -BeExactly 'DcvAdmin'
        $nuspec.version | Should -Be $version
        Split-Path $DcvAdminPackage -Leaf | Should -BeExactly "DcvAdmin.$version.nupkg"
    }

    It 'holds the module at its root, and beside it what belongs to the packaging' {
        $module = Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.FullName.Substring($folder.Length + 1).Replace('\', '/') }
        Compare-Object $read.Files $module | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
        $read.Parts.Count | Should -Be 4
    }

    It 'says <Field> as the manifest does' -TestCases @(
        @{ Field = 'authors'; Key = 'Author' }
        @{ Field = 'description'; Key = 'Description' }
        @{ Field = 'copyright'; Key = 'Copyright' }
    ) {
        $nuspec.$Field | Should -BeExactly $manifest.$Key
        $nuspec.$Field | Should -Not -BeNullOrEmpty
    }

    It 'has the release notes of the manifest' {
        $psData.ReleaseNotes | Should -Not -BeNullOrEmpty
        $nuspec.releaseNotes | Should -BeExactly $psData.ReleaseNotes
    }

    It 'is tagged with the editions, each cmdlet and the tags of the manifest' {
        $expected = @('PSModule') + ($manifest.CompatiblePSEditions | ForEach-Object { "PSEdition_$_" }) + 'PSIncludes_Cmdlet' +
            ($manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }) + $psData.Tags
        Compare-Object $expected ($nuspec.tags -split ' ') | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
        # The PowerShell Gallery takes no more.
        $nuspec.tags.Length | Should -BeLessThan 4000
    }

    It 'depends on no other package' {
        $nuspec.dependencies | Should -BeNullOrEmpty
    }
}

Describe 'Installation' -Skip:(-not (Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable)) {
    BeforeAll {
        # A repository holds one package here, whatever else was built.
        $source = New-Item (Join-Path $TestDrive 'source') -ItemType Directory
        Copy-Item $DcvAdminPackage $source
        $repository = "DcvAdmin-$([guid]::NewGuid())"
        Register-PSResourceRepository -Name $repository -Uri $source.FullName -Trusted
    }

    AfterAll {
        Unregister-PSResourceRepository -Name $repository
    }

    It 'is found, with the cmdlets that the manifest exports' {
        $found = Find-PSResource -Name DcvAdmin -Prerelease -Repository $repository
        $found.Version | Should -Be $manifest.ModuleVersion
        Compare-Object $manifest.CmdletsToExport $found.Includes.Cmdlet | Should -BeNullOrEmpty
    }

    It 'is the package that Compress-PSResource makes of the module, but for the tags' -Skip:(-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
        $target = New-Item (Join-Path $TestDrive 'compressed') -ItemType Directory
        Compress-PSResource -Path $folder -DestinationPath $target.FullName
        $theirs = Read-Package (Join-Path $target (Split-Path $DcvAdminPackage -Leaf))
        $ours = Read-Package $DcvAdminPackage
        Compare-Object $theirs.Files $ours.Files | Should -BeNullOrEmpty
        foreach ($field in 'id', 'version', 'authors', 'description', 'releaseNotes', 'copyright') { $ours.Nuspec.$field | Should -BeExactly $theirs.Nuspec.$field }
        $theirs.Nuspec.tags -split ' ' | Where-Object { $_ -notin ($ours.Nuspec.tags -split ' ') } | Should -BeNullOrEmpty
    }

    It 'gives a module that works' {
        $target = New-Item (Join-Path $TestDrive 'target') -ItemType Directory
        Save-PSResource -Name DcvAdmin -Prerelease -Repository $repository -Path $target.FullName
        $installed = Join-Path $target.FullName "DcvAdmin/$($manifest.ModuleVersion)"
        $files = Get-ChildItem $installed -Recurse -File | ForEach-Object { $_.FullName.Substring($installed.Length + 1) }
        Compare-Object $files (Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.FullName.Substring($folder.Length + 1) }) | Should -BeNullOrEmpty
        Invoke-Fresh "Import-Module '$installed/DcvAdmin.psd1'; (New-DcvAuthToken -Store '$(New-StoreUri)' -SessionId s -UserName u).UserName" | Should -Be 'u'
    }
}
