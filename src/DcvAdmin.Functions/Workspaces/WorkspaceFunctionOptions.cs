using System;
using System.Collections.Generic;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;

namespace DcvAdmin.Functions.Workspaces;

/// <summary>What may be set about the functions for WorkSpaces, from the environment: the broker's names where the broker has the option.</summary>
internal sealed record WorkspaceFunctionOptions
{
    private const string Prefix = "DCVADMIN_";

    /// <summary>Where WorkSpaces are kept.</summary>
    public required StoreUri Inventory { get; init; }

    /// <summary>Where the audit chain is; null where the function records nothing.</summary>
    public StoreUri? Audit { get; init; }

    /// <summary>What is set about the portal; null where the function is not behind its API.</summary>
    public PortalOptions? Portal { get; init; }

    public required Severity LogLevel { get; init; }

    /// <summary>Reads the options; every wrong value is reported.</summary>
    /// <param name="read">The environment.</param>
    /// <param name="needsPortal">Whether the function is behind the portal's API.</param>
    /// <param name="acts">Whether it acts, and so records what it does.</param>
    /// <param name="isShared">Whether every sandbox must find the same store: in Lambda, not on a laptop.</param>
    /// <exception cref="FunctionException">Something is wrong.</exception>
    public static WorkspaceFunctionOptions Read(Func<string, string?> read, bool needsPortal, bool acts, bool isShared)
    {
        var flaws = new List<string>();
        var inventory = ReadStore(read, DataFolder.InventoryVariable, "the inventory, as in dynamodb://WorkspacesPortal?region=eu-west-1", isShared, flaws);
        var audit = acts ? ReadStore(read, DataFolder.StoreVariable, "the table of the audit chain, as in dynamodb://table?region=eu-west-1", isShared, flaws) : null;
        var portal = needsPortal ? PortalOptions.Read(key => read(VariableOf(key)), flaws) : null;
        if (needsPortal && portal is null && flaws.Count == 0) flaws.Add($"{PortalOptions.IssuerKey} is not set: name the issuer of the tokens.");
        var level = FunctionOptions.ReadLogLevel(read, flaws);
        if (flaws.Count > 0) throw new FunctionException("Function.InvalidConfiguration", string.Join(' ', flaws));
        return new WorkspaceFunctionOptions { Inventory = inventory!, Audit = audit, Portal = portal, LogLevel = level };
    }

    /// <summary>The variable of a portal option.</summary>
    public static string VariableOf(string key) => Prefix + key.ToUpperInvariant();

    private static StoreUri? ReadStore(Func<string, string?> read, string variable, string what, bool isShared, List<string> flaws)
    {
        var text = read(variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            flaws.Add($"{variable} is not set: name {what}.");
            return null;
        }

        try
        {
            var store = StoreUri.Parse(text.Trim());
            if (store is StoreUri.DynamoDb || (store is StoreUri.Sqlite && !isShared)) return store;
            flaws.Add($"{variable} is {(store is StoreUri.Broker ? "a broker" : "a SQLite file, which in Lambda one sandbox has to itself and loses")}: name {what}.");
        }
        catch (StoreException failure)
        {
            flaws.Add($"{variable} is wrong: {failure.Message}");
        }

        return null;
    }
}
