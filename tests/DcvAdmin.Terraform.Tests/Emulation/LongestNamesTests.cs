using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Policy;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The longest name that a module takes, in the region of the longest name, makes names that AWS takes; one character more is refused by the module.</summary>
public sealed class LongestNamesTests(TerraformCli terraform)
{
    /// <summary>Region names have at most this many characters today.</summary>
    private const string LongestRegion = "ap-southeast-2";

    [Theory]
    [InlineData("network", 32)]
    [InlineData("token-authenticator", 32)]
    [InlineData("ssm-documents", 100)]
    [InlineData("image-pipeline", 32, "image_suffix=2345678901234567890123456x")]
    public async Task A_name_of_the_longest_kind_makes_legal_names(string root, int length, params string[] variables)
    {
        await terraform.SkipWhereMissingAsync();
        await using var front = await EmulatorFront.StartAsync();
        using var package = new FunctionsPackage();
        if (root == "token-authenticator") variables = [.. variables, $"functions_zip={package.Zip}"];
        using var copy = new TerraformCopy(terraform, $"tests/DcvAdmin.Terraform.Tests/Roots/{root}", terraform.Account(front.Address, LongestRegion));
        await copy.InitAsync();

        (await PlanAsync(new string('n', length))).MustEndWith(2);
        var resources = PlannedResource.Read(await copy.ShowAsync());
        var refused = await PlanAsync(new string('n', length + 1));

        Assert.NotEmpty(resources);
        Assert.DoesNotContain(PolicyGate.Check(resources), finding => finding.Rule == "name-length");
        Assert.Contains(resources, resource => resource.Values.ToString().Contains(new string('n', length), System.StringComparison.Ordinal));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Invalid value for variable", refused.Report);

        Task<ToolRun> PlanAsync(string name) => copy.PlanAsync([$"-var=name={name}", .. variables.Select(variable => $"-var={variable}")]);
    }
}
