using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The SSM documents, applied.</summary>
public sealed class DocumentsTests(TerraformCli terraform)
{
    [Fact]
    public async Task They_are_the_files_of_the_module_and_leave_nothing()
    {
        await using var deployment = await Deployment.StartAsync(terraform, "tests/DcvAdmin.Terraform.Tests/Roots/ssm-documents");

        var state = await deployment.ApplyAsync();

        Deployment.MustPassGate(state, "ssm-documents");
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "module", "ssm"), "*.json");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var found = await deployment.Aws.JsonAsync("ssm", "AmazonSSM.GetDocument", JsonSerializer.Serialize(new { Name = $"DcvAdmin-{Path.GetFileNameWithoutExtension(file)}" }));
            Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), found.GetProperty("Content").GetString());
        }

        Assert.Equal(files.Length, (await deployment.Aws.InventoryAsync()).Except(deployment.Before).Count(line => line.StartsWith("document: ", System.StringComparison.Ordinal)));
        await deployment.NothingIsLeftToDoAsync();
        await deployment.NothingIsLeftBehindAsync();
    }
}
