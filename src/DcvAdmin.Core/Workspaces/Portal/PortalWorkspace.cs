using System;
using System.Collections.Generic;

namespace DcvAdmin.Workspaces;

/// <summary>A WorkSpace as the portal shows it.</summary>
/// <param name="Row">Its row of the inventory.</param>
/// <param name="AsOf">When it was last known to be so.</param>
/// <param name="Actions">What the caller may try.</param>
public sealed record PortalWorkspace(InventoryRow Row, DateTimeOffset AsOf, IReadOnlyList<WorkspaceAction> Actions);
