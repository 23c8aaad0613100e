using System.IO;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Modules;

/// <summary>What Terraform itself says of every module and example, without a network: its form, its sense, its own tests.</summary>
public sealed class TerraformChecks(TerraformCli terraform)
{
    public static TheoryData<string> Folders => [.. Repository.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task It_is_formatted_and_valid_and_its_tests_pass(string name)
    {
        await terraform.SkipWhereMissingAsync();
        using var copy = new TerraformCopy(terraform, $"terraform/{name}");

        (await copy.RunAsync("fmt", "-check", "-diff", "-recursive", "-no-color")).MustEndWith(0);
        await copy.InitAsync();
        (await copy.RunAsync("validate", "-no-color")).MustEndWith(0);
        var tests = (await copy.RunAsync("test", "-no-color")).MustEndWith(0);
        // Terraform is content with no tests, and with files whose runs are all gone.
        Assert.Matches(@"Success! [1-9]\d* passed, 0 failed", tests.Output);
    }

    [Fact]
    public async Task What_the_modules_share_and_what_plans_them_is_formatted()
    {
        await terraform.SkipWhereMissingAsync();
        using var copy = new TerraformCopy(terraform, "terraform/tests");

        (await copy.RunAsync("fmt", "-check", "-diff", "-recursive", "-no-color", "../../tests/DcvAdmin.Terraform.Tests/Roots", "mocks")).MustEndWith(0);
    }

    [Fact]
    public async Task A_failing_test_of_a_module_is_seen()
    {
        await terraform.SkipWhereMissingAsync();
        using var copy = new TerraformCopy(terraform, "terraform/modules/broken");
        Directory.CreateDirectory(copy.File("tests"));
        await copy.WriteAsync("main.tf", "output \"one\" {\n  value = 1\n}\n");
        await copy.WriteAsync("tests/a.tftest.hcl", "run \"one\" {\n  command = plan\n  assert {\n    condition     = output.one == 2\n    error_message = \"one is not two\"\n  }\n}\n");
        await copy.InitAsync();

        var tests = await copy.RunAsync("test", "-no-color");

        Assert.Equal(1, tests.ExitCode);
        Assert.Contains("one is not two", tests.Report);
    }
}
