using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>
/// The image pipelines, applied by the real provider. What is Image Builder's is kept by a double of ours: it proves what Terraform asks for and in which
/// order, not that AWS builds an image of it. Everything else is the emulator's.
/// </summary>
public sealed class ImagePipelineTests(TerraformCli terraform)
{
    [Fact]
    public async Task A_changed_component_is_a_new_version_and_the_old_goes_last()
    {
        await using var deployment = await Deployment.StartAsync(terraform, "tests/DcvAdmin.Terraform.Tests/Roots/image-pipeline");

        var state = await deployment.ApplyAsync();
        Deployment.MustPassGate(state, "image-pipeline");
        var before = deployment.Front.ImageBuilder.Names;
        Assert.Equal(4, before.Count(name => name.StartsWith("image-pipeline/", StringComparison.Ordinal)));
        await deployment.NothingIsLeftToDoAsync();

        var component = deployment.Copy.FileOfCheckout("terraform/modules/image-pipeline/components/gateway-linux.yml");
        var text = await File.ReadAllTextAsync(component, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(component, $"# Changed.\n{text}", TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "aws_imagebuilder_component.this[\"gateway-linux\"]: create, delete",
                "aws_imagebuilder_image_pipeline.this[\"gateway\"]: update",
                "aws_imagebuilder_image_recipe.this[\"gateway\"]: create, delete",
            ],
            Changes(await deployment.PlanAsync()));

        deployment.Front.ImageBuilder.Forget();
        await deployment.ApplyAsync();
        Assert.Equal(
            ["Create component/dcv-gateway-linux", "Create image-recipe/dcv-gateway", "Update image-pipeline/dcv-gateway", "Delete image-recipe/dcv-gateway", "Delete component/dcv-gateway-linux"],
            deployment.Front.ImageBuilder.Calls.Select(WithoutVersion));
        Assert.Equal(before.Select(WithoutVersion), deployment.Front.ImageBuilder.Names.Select(WithoutVersion));
        Assert.Equal(2, before.Except(deployment.Front.ImageBuilder.Names).Count());
        await deployment.NothingIsLeftToDoAsync();

        await deployment.NothingIsLeftBehindAsync();
    }

    private static IEnumerable<string> Changes(JsonElement plan) =>
        from change in plan.GetProperty("resource_changes").EnumerateArray()
        let actions = string.Join(", ", change.GetProperty("change").GetProperty("actions").EnumerateArray())
        where actions is not ("no-op" or "read")
        let address = change.GetProperty("address").GetString()!
        orderby address
        select $"{address[(address.IndexOf(".aws_", StringComparison.Ordinal) + 1)..]}: {actions}";

    private static string WithoutVersion(string call) => string.Join('/', call.Split('/').Take(2));
}
