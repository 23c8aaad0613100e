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

    public static TheoryData<string> Modules => [.. Repository.Modules("modules")];

    [Fact]
    public void The_modules_are_where_the_tests_look()
    {
        string[] wanted = ["modules/_lambda", "modules/image-pipeline", "modules/network", "modules/ssm-documents", "modules/token-authenticator", "examples/authenticator-only", "examples/image-pipeline"];

        Assert.Empty(wanted.Except(Repository.Folders));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void It_keeps_to_the_rules(string name) => Assert.Empty(ModuleRules.Check(ModuleSource.Read(name)));

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Its_readme_says_what_its_files_say(string name)
    {
        var path = Path.Combine(Repository.Terraform, name, "README.md");
        var readme = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var wanted = ReadmeTables.Write(readme, ModuleSource.Read(name));
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") await File.WriteAllTextAsync(path, wanted, TestContext.Current.CancellationToken);
        else Assert.True(wanted == readme, $"terraform/{name}/README.md is behind the files; {WriteVariable}=1 makes this test write it. Wanted:{Environment.NewLine}{wanted}");
    }

    [Fact]
    public void All_require_the_same_versions() => Assert.Single(Repository.Folders.Select(name => File.ReadAllText(Path.Combine(Repository.Terraform, name, "versions.tf"))).Distinct());

    [Theory]
    [InlineData(".terraform*")]
    [InlineData("*.tfstate")]
    [InlineData("*.tfstate.*")]
    [InlineData("*.tfvars")]
    public void Git_ignores_what_one_machine_or_deployment_leaves(string pattern) => Assert.Contains(pattern, File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
}
