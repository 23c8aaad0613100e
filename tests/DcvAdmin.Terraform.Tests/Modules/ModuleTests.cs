using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Modules;

/// <summary>Every module and example of the checkout, as its files are; these need no Terraform.</summary>
public sealed class ModuleTests
{
    /// <summary>Set to 1, it makes the tests write the tables instead of comparing them.</summary>
    public const string WriteVariable = "DCVADMIN_WRITE_TABLES";

    public static TheoryData<string> Folders => [.. Repository.Folders];

    /// <summary>All modules, and the examples that show their variables.</summary>
    public static TheoryData<string> WithTables =>
        [.. Repository.Modules("modules"), .. Repository.Modules("examples").Where(name => File.ReadAllText(Path.Combine(Repository.Terraform, name, "README.md")).Contains("<!-- inputs -->", StringComparison.Ordinal))];

    [Fact]
    public void The_modules_are_where_the_tests_look()
    {
        string[] wanted = ["modules/_lambda", "modules/image-pipeline", "modules/network", "modules/ssm-documents", "modules/token-authenticator", "modules/workspaces-portal", "examples/authenticator-only", "examples/image-pipeline", "examples/workspaces-portal"];

        Assert.Empty(wanted.Except(Repository.Folders));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void It_keeps_to_the_rules(string name) => Assert.Empty(ModuleRules.Check(ModuleSource.Read(name)));

    [Theory]
    [MemberData(nameof(WithTables))]
    public async Task Its_readme_says_what_its_files_say(string name)
    {
        var path = Path.Combine(Repository.Terraform, name, "README.md");
        var readme = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var wanted = ReadmeTables.Write(readme, ModuleSource.Read(name));
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") await File.WriteAllTextAsync(path, wanted, TestContext.Current.CancellationToken);
        else Assert.True(wanted == readme, $"terraform/{name}/README.md is behind the files; {WriteVariable}=1 makes this test write it. Wanted:{Environment.NewLine}{wanted}");
    }

    // Modules are open upwards; whoever applies an example gets a provider that was run.
    [Theory]
    [InlineData("modules", "\">= 5.100\"")]
    [InlineData("examples", "\"~> 5.100\"")]
    public void All_of_a_kind_require_the_same_versions(string kind, string provider) =>
        Assert.Contains(provider, Assert.Single(Repository.Modules(kind).Select(name => File.ReadAllText(Path.Combine(Repository.Terraform, name, "versions.tf"))).Distinct()), StringComparison.Ordinal);

    [Theory]
    [InlineData(".terraform/")]
    [InlineData("*.tfstate")]
    [InlineData("*.tfstate.*")]
    [InlineData("*.tfvars")]
    public void Git_ignores_what_one_machine_or_deployment_leaves(string pattern) => Assert.Contains(pattern, File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
}
