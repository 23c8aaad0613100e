using System;
using DcvAdmin.Loading;
using DcvAdmin.Pipeline;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces;

/// <summary>Base of cmdlets that may open an inventory. It is opened by the first input that needs it.</summary>
public abstract class InventoryCmdlet : WorkspaceCmdlet
{
    private IWorkspaceInventory? _inventory;
    private StoreUri? _name;

    private protected override string Subject => "Store";

    /// <summary>The inventory that is named; null where none is.</summary>
    private protected abstract string? NamedInventory { get; }

    /// <summary>The inventory's name, also before it is opened.</summary>
    private protected StoreUri InventoryName => _name ??= ReadName();

    private protected IWorkspaceInventory Inventory => _inventory ??= Open();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _inventory?.Dispose();
        base.Dispose(disposing);
    }

    private IWorkspaceInventory Open()
    {
        var name = InventoryName;
        WriteVerbose($"Opening the inventory {name}.");
        var access = new StoreAccess { Actor = $@"{Environment.UserDomainName}\{Environment.UserName}", Report = this };
        return Await(name.ToString(), stop => AdapterLoader.Factory.OpenInventoryAsync(name, access, stop));
    }

    private StoreUri ReadName()
    {
        try
        {
            return NamedInventory is null ? DataFolder.DefaultInventory : StoreUri.Parse(NamedInventory);
        }
        catch (StoreException failure)
        {
            // Not the text itself as the target: it may hold a password, and error views print targets.
            ThrowTerminatingError(Errors.Of(failure, StoreUri.ForDisplay(NamedInventory ?? string.Empty), "Store"));
            throw;
        }
    }
}
