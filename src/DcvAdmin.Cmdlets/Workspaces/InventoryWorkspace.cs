using System;
using System.Management.Automation;

namespace DcvAdmin.Workspaces;

/// <summary>A WorkSpace as the inventory has it: the same object, which also says how old it is.</summary>
internal static class InventoryWorkspace
{
    private static readonly string TypeName = typeof(DcvWorkspace).FullName + "#Inventory";

    /// <param name="row">The row.</param>
    /// <param name="readAt">When its region was last read to the end.</param>
    /// <param name="now">The present instant.</param>
    public static PSObject Of(InventoryRow row, DateTimeOffset readAt, DateTimeOffset now)
    {
        var asOf = readAt > row.RecordedAt ? readAt : row.RecordedAt;
        var shown = new PSObject(row.Workspace);
        shown.TypeNames.Insert(0, TypeName);
        shown.Properties.Add(new PSNoteProperty("RecordedAt", row.RecordedAt));
        shown.Properties.Add(new PSNoteProperty("AsOf", asOf));
        // Of a clock that runs ahead of ours.
        shown.Properties.Add(new PSNoteProperty("Age", now > asOf ? now - asOf : TimeSpan.Zero));
        return shown;
    }
}
