using System;
using System.Linq;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>Actions as they stand in addresses and options.</summary>
internal static class PortalActionName
{
    /// <summary>Reads the name of an action in any case; a number is none.</summary>
    public static bool TryParse(string text, out WorkspaceAction action)
    {
        action = WorkspaceActionRules.All.Select(rule => rule.Action).FirstOrDefault(one => one.ToString().Equals(text, StringComparison.OrdinalIgnoreCase));
        return action != default;
    }
}
