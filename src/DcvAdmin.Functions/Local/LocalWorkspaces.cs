using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Workspaces;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;

namespace DcvAdmin.Functions.Local;

/// <summary>The functions for WorkSpaces on a laptop: the inventory lies beside the store where none is named, and the portal is there where an issuer of tokens is named.</summary>
internal sealed class LocalWorkspaces : IDisposable
{
    private LocalWorkspaces(IReadOnlyDictionary<string, IFunction> functions) => Functions = functions;

    public IReadOnlyDictionary<string, IFunction> Functions { get; }

    /// <exception cref="FunctionException">Something that is set is wrong.</exception>
    public static LocalWorkspaces Create(StoreUri store, JsonLog log, TimeProvider time)
    {
        var hasPortal = Read(WorkspaceFunctionOptions.VariableOf(PortalOptions.IssuerKey)) is { Length: > 0 };
        var names = WorkspaceFunctions.Names.Where(name => hasPortal || name is UpdateInventoryFunction.FindName or UpdateInventoryFunction.ReapName);
        var adapters = new AdapterFactory();
        return new(names.ToDictionary(name => name, name => WorkspaceFunctions.Create(name, WorkspaceFunctions.Configure(name, Read, isShared: false), adapters, log, time)));

        string? Read(string name) => name == DataFolder.StoreVariable ? store.ToString()
            : Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
            : name == DataFolder.InventoryVariable ? DataFolder.InventoryBeside(store).ToString()
            : null;
    }

    public void Dispose()
    {
        foreach (var function in Functions.Values.OfType<IDisposable>()) function.Dispose();
    }
}
