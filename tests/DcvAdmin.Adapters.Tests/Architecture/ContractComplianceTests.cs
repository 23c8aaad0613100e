using System;
using System.Linq;
using System.Reflection;
using DcvAdmin.Audit;
using DcvAdmin.StoreContracts;
using DcvAdmin.Tokens;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Architecture;

public sealed class ContractComplianceTests
{
    [Theory]
    [InlineData(typeof(ITokenStore), typeof(TokenStoreContract))]
    [InlineData(typeof(IAuditLog), typeof(AuditLogContract))]
    [InlineData(typeof(IWorkspaceInventory), typeof(WorkspaceInventoryContract))]
    public void Every_store_inherits_the_contract_of_its_port(Type port, Type contract)
    {
        var implementations = typeof(AdapterFactory).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(port)).ToArray();
        var proved = typeof(ContractComplianceTests).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsSubclassOf(contract))
            .Select(type => type.GetCustomAttribute<ContractForAttribute>()?.Implementation)
            .ToArray();

        Assert.NotEmpty(implementations);
        Assert.Empty(implementations.Except(proved));
    }
}
