using System;
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

        Assert.Equal(files.Length, (await deployment.Aws.InventoryAsync()).Except(deployment.Before).Count(line => line.StartsWith("document: ", StringComparison.Ordinal)));
        await deployment.NothingIsLeftToDoAsync();
        if (Tool.Find("pwsh", "DCVADMIN_PWSH") is { } shell) Assert.Contains("Nothing is left.", (await deployment.TearDownByPowerShellAsync(shell)).MustEndWith(0).Output, StringComparison.Ordinal);
        else TestContext.Current.AddWarning("There is no pwsh on the path (DCVADMIN_PWSH may name one): terraform/scripts/teardown.ps1 was not run.");
        await deployment.NothingIsLeftBehindAsync();
    }
}
