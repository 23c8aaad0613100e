using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>What nothing that we deploy may do, as a function of a plan or a state.</summary>
internal static class PolicyGate
{
    /// <summary>Every breach, one finding each.</summary>
    public static IReadOnlyList<Finding> Check(IReadOnlyList<PlannedResource> resources) =>
        [.. resources.SelectMany(resource => IamRules.Check(resource).Concat(NetworkRules.Check(resource)).Concat(StorageRules.Check(resource)).Concat(NameRules.Check(resource)))];
}
