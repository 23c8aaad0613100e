using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>What was written for one region, and what could not be read.</summary>
public sealed class DcvInventoryChange
{
    internal DcvInventoryChange(RegionReading reading, InventoryChanges? changes, string inventory)
    {
        Region = reading.Region;
        AccountId = reading.AccountId ?? changes?.Place.AccountId;
        Outcome = reading.Outcome;
        Count = reading.Count;
        Added = [.. (changes?.Added ?? []).Select(row => row.Workspace)];
        Changed = [.. (changes?.Changed ?? []).Select(row => row.After.Workspace)];
        Removed = [.. (changes?.Removed ?? []).Select(row => row.Workspace)];
        Unchanged = changes?.Unchanged ?? 0;
        Failure = reading.Failure?.Sentence;
        Inventory = inventory;
    }

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>The account; null where it could not be found out.</summary>
    public string? AccountId { get; }

    /// <summary>Complete, Unreadable, or NotOffered where the region has no WorkSpaces. Rows are removed only where it is Complete.</summary>
    public RegionOutcome Outcome { get; }

    /// <summary>How many WorkSpaces were read.</summary>
    public int Count { get; }

    /// <summary>WorkSpaces that the inventory had not.</summary>
    public IReadOnlyList<DcvWorkspace> Added { get; }

    /// <summary>WorkSpaces that were not as the inventory had them, as they are now.</summary>
    public IReadOnlyList<DcvWorkspace> Changed { get; }

    /// <summary>WorkSpaces that are gone, as the inventory had them.</summary>
    public IReadOnlyList<DcvWorkspace> Removed { get; }

    /// <summary>How many WorkSpaces were as the inventory has them.</summary>
    public int Unchanged { get; }

    /// <summary>Why the region could not be read to its end; null where it was.</summary>
    public string? Failure { get; }

    /// <summary>The inventory.</summary>
    public string Inventory { get; }

    /// <summary>The region, and what was done.</summary>
    public override string ToString() => $"{Region}: {Added.Count} added, {Changed.Count} changed, {Removed.Count} removed, {Unchanged} unchanged";
}
