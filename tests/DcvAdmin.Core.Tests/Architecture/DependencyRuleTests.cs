using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace DcvAdmin.Core.Tests.Architecture;

public sealed class DependencyRuleTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Source = Path.Combine(Root, "src");
    private static readonly string[] Houses = [Source, Path.Combine(Root, "tools")];

    [Fact]
    public void Every_project_in_src_and_tools_keeps_the_rule()
    {
        var projects = Houses.SelectMany(house => FilesBelow(house, "*.csproj")).ToList();

        Assert.Contains(projects, path => Path.GetFileNameWithoutExtension(path) == "DcvAdmin.Core");
        Assert.Empty(projects.SelectMany(path => DependencyRule.CheckProject(Path.GetFileNameWithoutExtension(path), XDocument.Load(path))));
    }

    [Fact]
    public void No_project_in_src_and_tools_is_of_another_language() =>
        Assert.All(Houses, house => Assert.Equal(FilesBelow(house, "*.csproj"), FilesBelow(house, "*.*proj")));

    [Fact]
    public void No_shared_file_references_for_all_projects_what_one_of_them_may_not()
    {
        var files = Directory.GetFiles(Root, "*.props").Concat(Directory.GetFiles(Root, "*.targets"))
            .Concat(Houses.SelectMany(house => FilesBelow(house, "*.props").Concat(FilesBelow(house, "*.targets")))).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(path => DependencyRule.CheckSharedFile(Path.GetRelativePath(Root, path), XDocument.Load(path))));
    }

    [Fact]
    public void No_folder_namespace_or_type_in_src_and_tools_has_a_name_for_everything()
    {
        var files = Houses.SelectMany(house => FilesBelow(house, "*.cs").Select(path => (Path: path, Name: Path.GetRelativePath(house, path).Replace('\\', '/')))).ToList();

        Assert.True(files.Count > 40, "the sources were not found");
        Assert.Empty(files.SelectMany(file => DependencyRule.CheckSource(file.Name, File.ReadAllText(file.Path))));
    }

    [Theory]
    [InlineData("DcvAdmin.Core", """<PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" PrivateAssets="all" /><InternalsVisibleTo Include="DcvAdmin.Core.Tests" />""")]
    [InlineData("DcvAdmin.Core", """<PackageReference Include="Some.Analyzers"><PrivateAssets>All</PrivateAssets></PackageReference>""")]
    [InlineData("DcvAdmin.Adapters", """<ProjectReference Include="..\DcvAdmin.Core\DcvAdmin.Core.csproj" /><PackageReference Include="Microsoft.Data.Sqlite.Core" />""")]
    [InlineData("DcvAdmin.Cmdlets", """<ProjectReference Include="../DcvAdmin.Core/DcvAdmin.Core.csproj" /><PackageReference Include="PowerShellStandard.Library" PrivateAssets="all" />""")]
    [InlineData("DcvAdmin.Cmdlets", """<ProjectReference Include="../DcvAdmin.Adapters/DcvAdmin.Adapters.csproj" ReferenceOutputAssembly="false" />""")]
    [InlineData("DcvAdmin.Cmdlets", """<ProjectReference Include="../DcvAdmin.Loader/DcvAdmin.Loader.csproj"><ReferenceOutputAssembly>false</ReferenceOutputAssembly></ProjectReference>""")]
    [InlineData("DcvAdmin.Broker", """<ProjectReference Include="../DcvAdmin.Adapters/DcvAdmin.Adapters.csproj" /><FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("DcvAdmin.Loader", "")]
    [InlineData("DcvAdmin.Functions", """<InternalsVisibleTo Include="DcvAdmin.Benchmarks" />""")]
    [InlineData("DcvAdmin.HelpBuilder", """<PackageReference Include="Markdig" />""")]
    public void A_project_that_keeps_the_rule_passes(string name, string items) => Assert.Empty(DependencyRule.CheckProject(name, Project(items)));

    [Theory]
    [InlineData("DcvAdmin.Core", """<ProjectReference Include="../DcvAdmin.Adapters/DcvAdmin.Adapters.csproj" />""", "DcvAdmin.Core must not reference the project DcvAdmin.Adapters.")]
    [InlineData("DcvAdmin.Core", """<ProjectReference Include="..\DcvAdmin.Adapters\DcvAdmin.Adapters.csproj" ReferenceOutputAssembly="false" />""", "DcvAdmin.Core must not reference the project DcvAdmin.Adapters.")]
    [InlineData("DcvAdmin.Core", """<PackageReference Include="System.Memory" />""", "DcvAdmin.Core must not reference the package System.Memory.")]
    [InlineData("DcvAdmin.Core", """<PackageReference Include="System.Memory" PrivateAssets="all" />""", "DcvAdmin.Core must not reference the package System.Memory.")]
    [InlineData("DcvAdmin.Core", """<PackageReference Include="Some.Analyzers" />""", "DcvAdmin.Core must not reference the package Some.Analyzers.")]
    [InlineData("DcvAdmin.Core", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""", "DcvAdmin.Core must not reference Microsoft.AspNetCore.App.")]
    [InlineData("DcvAdmin.Core", """<Reference Include="System.Management.Automation" />""", "DcvAdmin.Core must not reference System.Management.Automation.")]
    [InlineData("DcvAdmin.Core", """<PackageReference Include="Some.Analyzers" PrivateAssets="all" Version="1.0.0" />""", "DcvAdmin.Core carries a version of Some.Analyzers: versions stand in Directory.Packages.props.")]
    [InlineData("DcvAdmin.Core", """<InternalsVisibleTo Include="DcvAdmin.Adapters" />""", "DcvAdmin.Core opens its internals to DcvAdmin.Adapters: only tests and benchmarks may see them.")]
    [InlineData("DcvAdmin.Core", """<InternalsVisibleTo Include="Evil.Tests.Really" />""", "DcvAdmin.Core opens its internals to Evil.Tests.Really: only tests and benchmarks may see them.")]
    [InlineData("DcvAdmin.Core", """<AssemblyAttribute Include="System.Runtime.CompilerServices.InternalsVisibleTo" />""", "DcvAdmin.Core names a friend by an AssemblyAttribute: use the InternalsVisibleTo item.")]
    [InlineData("DcvAdmin.Adapters", """<ProjectReference Include="../DcvAdmin.Cmdlets/DcvAdmin.Cmdlets.csproj" />""", "DcvAdmin.Adapters must not reference the project DcvAdmin.Cmdlets.")]
    [InlineData("DcvAdmin.Adapters", """<PackageReference Include="AWSSDK.Core"><Version>4.0.0</Version></PackageReference>""", "DcvAdmin.Adapters carries a version of AWSSDK.Core: versions stand in Directory.Packages.props.")]
    [InlineData("DcvAdmin.Adapters", """<PackageReference Include="AWSSDK.Core" VersionOverride="4.0.0" />""", "DcvAdmin.Adapters carries a version of AWSSDK.Core: versions stand in Directory.Packages.props.")]
    [InlineData("DcvAdmin.Cmdlets", """<ProjectReference Include="../DcvAdmin.Adapters/DcvAdmin.Adapters.csproj" />""", "DcvAdmin.Cmdlets must not reference the project DcvAdmin.Adapters.")]
    [InlineData("DcvAdmin.Cmdlets", """<ProjectReference Include="../Other/Other.csproj" ReferenceOutputAssembly="false" />""", "DcvAdmin.Cmdlets must not reference the project Other.")]
    [InlineData("DcvAdmin.Cmdlets", """<PackageReference Include="PowerShellStandard.Library" />""", "DcvAdmin.Cmdlets must reference PowerShellStandard.Library with PrivateAssets=\"all\".")]
    [InlineData("DcvAdmin.Cmdlets", """<PackageReference Include="AWSSDK.Core" PrivateAssets="all" />""", "DcvAdmin.Cmdlets must not reference the package AWSSDK.Core.")]
    [InlineData("DcvAdmin.Loader", """<ProjectReference Include="../DcvAdmin.Core/DcvAdmin.Core.csproj" />""", "DcvAdmin.Loader must not reference the project DcvAdmin.Core.")]
    [InlineData("DcvAdmin.Loader", """<PackageReference Include="System.Runtime.Loader" />""", "DcvAdmin.Loader must not reference the package System.Runtime.Loader.")]
    [InlineData("DcvAdmin.Broker", """<ProjectReference Include="../DcvAdmin.Functions/DcvAdmin.Functions.csproj" />""", "DcvAdmin.Broker must not reference the project DcvAdmin.Functions.")]
    [InlineData("DcvAdmin.Agent", """<ProjectReference Include="../DcvAdmin.Broker/DcvAdmin.Broker.csproj" />""", "DcvAdmin.Agent must not reference the project DcvAdmin.Broker.")]
    [InlineData("DcvAdmin.Functions", """<ProjectReference Include="../DcvAdmin.Cmdlets/DcvAdmin.Cmdlets.csproj" />""", "DcvAdmin.Functions must not reference the project DcvAdmin.Cmdlets.")]
    [InlineData("DcvAdmin.Functions", """<ProjectReference Include="../DcvAdmin.Broker/DcvAdmin.Broker.csproj" />""", "DcvAdmin.Functions must not reference the project DcvAdmin.Broker.")]
    [InlineData("DcvAdmin.Functions", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""", "DcvAdmin.Functions must not reference Microsoft.AspNetCore.App.")]
    [InlineData("DcvAdmin.Functions", """<PackageReference Include="Amazon.Lambda.Core" />""", "DcvAdmin.Functions must not reference the package Amazon.Lambda.Core.")]
    [InlineData("DcvAdmin.ZipBuilder", """<PackageReference Include="SharpZipLib" />""", "DcvAdmin.ZipBuilder must not reference the package SharpZipLib.")]
    [InlineData("DcvAdmin.HelpBuilder", """<ProjectReference Include="../../src/DcvAdmin.Cmdlets/DcvAdmin.Cmdlets.csproj" />""", "DcvAdmin.HelpBuilder must not reference the project DcvAdmin.Cmdlets.")]
    [InlineData("DcvAdmin.Broker", """<ProjectReference Include="../../tools/DcvAdmin.HelpBuilder/DcvAdmin.HelpBuilder.csproj" />""", "DcvAdmin.Broker must not reference the project DcvAdmin.HelpBuilder.")]
    [InlineData("DcvAdmin.Shared", "", "DcvAdmin.Shared is a project the dependency rule does not know.")]
    public void A_project_that_breaks_the_rule_is_named(string name, string items, string flaw) =>
        Assert.Equal([flaw], DependencyRule.CheckProject(name, Project(items)));

    [Fact]
    public void Core_under_the_web_sdk_is_refused() =>
        Assert.Equal(
            ["DcvAdmin.Core must be built by Microsoft.NET.Sdk, not Microsoft.NET.Sdk.Web: others bring frameworks with them."],
            DependencyRule.CheckProject("DcvAdmin.Core", XDocument.Parse("""<Project Sdk="Microsoft.NET.Sdk.Web" />""")));

    [Fact]
    public void A_reference_is_found_wherever_it_stands_in_the_file()
    {
        var nested = XDocument.Parse(
            """
            <Project Sdk="Microsoft.NET.Sdk" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <Choose><When Condition="true"><ItemGroup><PackageReference Update="System.Memory" /></ItemGroup></When></Choose>
              <Target Name="T"><ItemGroup><ProjectReference Include="../DcvAdmin.Broker/DcvAdmin.Broker.csproj" /></ItemGroup></Target>
            </Project>
            """);

        Assert.Equal(2, DependencyRule.CheckProject("DcvAdmin.Core", nested).Count);
    }

    [Theory]
    [InlineData("""<ProjectReference Include="../DcvAdmin.Core/DcvAdmin.Core.csproj" />""")]
    [InlineData("""<PackageReference Include="Newtonsoft.Json" />""")]
    [InlineData("""<PackageReference Include="Some.Analyzers" />""")]
    [InlineData("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("""<InternalsVisibleTo Include="DcvAdmin.Core.Tests" />""")]
    public void A_shared_file_with_a_reference_is_named(string items) => Assert.Single(DependencyRule.CheckSharedFile("Directory.Build.props", Project(items)));

    [Fact]
    public void A_shared_analyzer_passes() =>
        Assert.Empty(DependencyRule.CheckSharedFile("Directory.Build.props", Project("""<PackageReference Include="Some.Analyzers" PrivateAssets="all" />""")));

    [Theory]
    [InlineData("DcvAdmin.Core/Helpers/X.cs", "namespace DcvAdmin.Tokens;")]
    [InlineData("DcvAdmin.Core/common/X.cs", "namespace DcvAdmin.Tokens;")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "namespace DcvAdmin.Utils;")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "namespace DcvAdmin.Common.Tokens\n{")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "internal static class Utils\n{")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "    private sealed record StringHelper(int A);")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "public interface ITokenManager")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "public readonly record struct DateUtilities")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "[assembly: InternalsVisibleTo(\"DcvAdmin.Broker\")]")]
    public void A_name_for_everything_is_found(string path, string text) => Assert.Single(DependencyRule.CheckSource(path, text));

    [Theory]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "namespace DcvAdmin.Tokens;\n\npublic sealed record CommonName(string Value);")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "public sealed class SessionManager\n{")]
    [InlineData("DcvAdmin.Broker/SessionManagerApi/X.cs", "public sealed class SessionManagerRoutes\n{")]
    [InlineData("DcvAdmin.Core/Tokens/X.cs", "/// A class Manager would be no name.\n[assembly: InternalsVisibleTo(\"DcvAdmin.Core.Tests\")]")]
    public void A_name_from_the_domain_passes(string path, string text) => Assert.Empty(DependencyRule.CheckSource(path, text));

    private static XDocument Project(string items) => XDocument.Parse($"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{items}</ItemGroup></Project>""");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DcvAdmin.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds DcvAdmin.sln.");
    }

    private static List<string> FilesBelow(string folder, string pattern) =>
        [.. Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Where(path => !Path.GetRelativePath(folder, path).Split('/', '\\').Any(part => part is "bin" or "obj")).Order(StringComparer.Ordinal)];
}
