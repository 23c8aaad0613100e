namespace DcvAdmin.Workspaces;

/// <summary>What a synchronization may write.</summary>
public enum InventorySyncMode
{
    /// <summary>All of a region is read, and the inventory is as the region afterwards: rows are added, changed and removed.</summary>
    Whole = 1,

    /// <summary>All of a region is read; rows are added and changed. Those of WorkSpaces that are gone stay until something else removes them.</summary>
    AddAndChange = 2,

    /// <summary>All of a region is read; rows of WorkSpaces that are gone are removed.</summary>
    Remove = 3,

    /// <summary>Only some WorkSpaces of a region are read, because a filter means no others: their rows are added and changed. What was not read says nothing, so nothing is removed and no region marked.</summary>
    Part = 4,
}
