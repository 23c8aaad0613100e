using System;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The network, applied with everything it can have.</summary>
public sealed class NetworkTests(TerraformCli terraform)
{
    [Fact]
    public async Task It_is_there_as_asked_and_leaves_nothing()
    {
        await using var deployment = await Deployment.StartAsync(terraform, "tests/DcvAdmin.Terraform.Tests/Roots/network");

        var state = await deployment.ApplyAsync();

        Deployment.MustPassGate(state, "network");
        var made = (await deployment.Aws.InventoryAsync()).Except(deployment.Before).GroupBy(line => line[..line.IndexOf(':', StringComparison.Ordinal)]).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(1, made["vpc"]);
        Assert.Equal(4, made["subnet"]);
        Assert.Equal(2, made["NAT gateway"]);
        Assert.Equal(10, made["endpoint"]);
        Assert.Equal(1, made["flow log"]);
        var network = Deployment.Output(state, "network");
        var vpc = network.GetProperty("vpc_id").GetString()!;
        var endpoints = await deployment.Aws.QueryAsync("ec2", "DescribeVpcEndpoints", ("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", vpc));
        foreach (var service in (string[])["s3", "dynamodb", "execute-api", "ssm", "ssmmessages", "ec2messages", "logs", "secretsmanager", "kms", "imagebuilder"])
            Assert.Contains($"<serviceName>com.amazonaws.eu-west-1.{service}</serviceName>", endpoints, StringComparison.Ordinal);
        await deployment.NothingIsLeftToDoAsync();
        await deployment.NothingIsLeftBehindAsync();
    }
}
