using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>Who may connect.</summary>
internal static class NetworkRules
{
    private static readonly string[] Everywhere = ["0.0.0.0/0", "::/0"];

    public static IEnumerable<Finding> Check(PlannedResource resource) => resource.Type switch
    {
        "aws_vpc_security_group_ingress_rule" => Open(resource, Texts(resource, "cidr_ipv4", "cidr_ipv6")),
        "aws_security_group_rule" when resource.Text("type") == "ingress" => Open(resource, [.. resource.Texts("cidr_blocks"), .. resource.Texts("ipv6_cidr_blocks")]),
        "aws_security_group" or "aws_default_security_group" => resource.Blocks("ingress").SelectMany(rule => Open(rule, [.. rule.Texts("cidr_blocks"), .. rule.Texts("ipv6_cidr_blocks")])),
        _ => [],
    };

    private static IEnumerable<Finding> Open(PlannedResource resource, IEnumerable<string> ranges) =>
        ranges.Where(Everywhere.Contains).Select(range => new Finding("open-ingress", resource.Address, $"It lets {range} in."));

    private static IEnumerable<string> Texts(PlannedResource resource, params string[] names) => names.Select(resource.Text).OfType<string>();
}
