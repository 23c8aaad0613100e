using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Policy;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The longest names that the modules take, in a region of the longest name, make names that AWS takes; one character more is refused by the modules.</summary>
public sealed class LongestNamesTests(TerraformCli terraform)
{
    // No region's name is longer today.
    private const string LongestRegion = "ap-southeast-2";

    [Fact]
    public async Task The_longest_names_make_legal_names()
    {
        await terraform.SkipWhereMissingAsync();
        await using var front = await EmulatorFront.StartAsync();
        using var package = new FunctionsPackage();
        using var copy = new TerraformCopy(terraform, "tests/DcvAdmin.Terraform.Tests/Roots/longest-names", terraform.Account(front.Address, LongestRegion));
        await copy.InitAsync();

        (await copy.PlanAsync($"-var=functions_zip={package.Zip}")).MustEndWith(2);
        var resources = PlannedResource.Read(await copy.ShowAsync());
        var refused = (await copy.PlanAsync($"-var=functions_zip={package.Zip}", "-var=more=x")).MustEndWith(1);

        Assert.DoesNotContain(PolicyGate.Check(resources), finding => finding.Rule == "name-length");
        foreach (var module in (string[])["network", "token-authenticator", "ssm-documents", "image-pipeline", "workspaces-portal"])
            Assert.Contains(resources, resource => resource.Address.StartsWith($"module.{module}.", StringComparison.Ordinal));
        Assert.Equal(
            ["image-pipeline images", "image-pipeline name", "network name", "ssm-documents document_prefix", "token-authenticator issuer_principals", "token-authenticator name", "workspaces-portal name", "workspaces-portal user_pool"],
            Regex.Matches(refused.Errors, @"Error: Invalid value for variable\s+on main\.tf line \d+, in module ""([^""]+)"":\s+\d+:\s+(\w+)\s*=").Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}").Order(StringComparer.Ordinal));
    }
}
