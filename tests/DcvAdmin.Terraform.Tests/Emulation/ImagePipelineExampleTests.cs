using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Policy;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The example of the image pipelines with the values it proposes, planned for a network that is there.</summary>
public sealed class ImagePipelineExampleTests(TerraformCli terraform)
{
    [Fact]
    public async Task Its_plan_passes_the_gate()
    {
        await terraform.SkipWhereMissingAsync();
        await using var front = await EmulatorFront.StartAsync();
        using var aws = new AwsCalls(front.Address);
        var vpc = Regex.Match(await aws.QueryAsync("ec2", "CreateVpc", ("CidrBlock", "10.80.0.0/24")), "<vpcId>([^<]+)").Groups[1].Value;
        var subnet = Regex.Match(await aws.QueryAsync("ec2", "CreateSubnet", ("VpcId", vpc), ("CidrBlock", "10.80.0.0/25")), "<subnetId>([^<]+)").Groups[1].Value;
        using var copy = new TerraformCopy(terraform, "terraform/examples/image-pipeline", terraform.Account(front.Address));
        await copy.InitAsync();

        // What nobody has read yet from a package of the vendor's stands for nothing: the values proposed leave it out, and a plan says so.
        Assert.Contains("Nothing tells whether these packages", (await PlanAsync()).MustEndWith(1).Report, StringComparison.Ordinal);
        (await PlanAsync("""-var=vendor={signing_key_fingerprint="0123456789abcdef0123456789abcdef01234567",publisher="Example Publisher"}""")).MustEndWith(2);

        var resources = PlannedResource.Read(await copy.ShowAsync());
        Assert.Equal(2, resources.Count(resource => resource.Type == "aws_imagebuilder_image_pipeline"));
        // What names ARNs that are not known yet is judged where the pipelines are applied, by ImagePipelineTests.
        var findings = PolicyGate.Check(resources).Where(finding => finding.Rule != "policy-unknown");
        Assert.Empty(PolicyException.Unwanted(findings, [.. PolicyGateTests.Exceptions().Where(exception => exception.Module == "image-pipeline")]));

        Task<ToolRun> PlanAsync(params string[] more) => copy.PlanAsync(["-var-file=terraform.tfvars.example", $"-var=vpc_id={vpc}", $"-var=subnet_id={subnet}", .. more]);
    }
}
