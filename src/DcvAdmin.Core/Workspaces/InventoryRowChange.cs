namespace DcvAdmin.Workspaces;

/// <summary>A row that was replaced.</summary>
/// <param name="Before">What stood there.</param>
/// <param name="After">What stands there now.</param>
public sealed record InventoryRowChange(InventoryRow Before, InventoryRow After);
