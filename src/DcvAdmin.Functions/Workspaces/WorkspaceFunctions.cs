using System;
using System.Collections.Generic;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Functions.Workspaces;

/// <summary>The functions for WorkSpaces, by the name that a Lambda function has as its handler.</summary>
internal static class WorkspaceFunctions
{
    public static IReadOnlyList<string> Names { get; } = [UpdateInventoryFunction.FindName, UpdateInventoryFunction.ReapName, PortalFunction.ListName, PortalFunction.ActName];

    /// <summary>What a function needs to be set; see <see cref="WorkspaceFunctionOptions.Read"/>.</summary>
    /// <exception cref="FunctionException">Something is wrong.</exception>
    public static WorkspaceFunctionOptions Configure(string name, Func<string, string?> read, bool isShared) =>
        WorkspaceFunctionOptions.Read(read, needsPortal: name is PortalFunction.ListName or PortalFunction.ActName, acts: name == PortalFunction.ActName, isShared);

    /// <summary>Makes a function; it is to be disposed of.</summary>
    public static IFunction Create(string name, WorkspaceFunctionOptions options, IAdapterFactory adapters, JsonLog log, TimeProvider time) => name switch
    {
        UpdateInventoryFunction.FindName => new UpdateInventoryFunction(InventorySyncMode.AddAndChange, options.Inventory, adapters, log, time),
        UpdateInventoryFunction.ReapName => new UpdateInventoryFunction(InventorySyncMode.Remove, options.Inventory, adapters, log, time),
        _ => new PortalFunction(options, adapters, log, time),
    };
}
