using System.Collections.Generic;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Workspaces;

/// <summary>Ids as the binder hands them over. It makes a text of any object of the pipeline that has no property for them, and nobody has looked at that text.</summary>
internal static class BoundWorkspaceIds
{
    /// <summary>The ids, where all of them are.</summary>
    /// <exception cref="ItemFailedException">One is none.</exception>
    public static IReadOnlyList<string> Checked(IReadOnlyList<string> bound)
    {
        foreach (var text in bound)
        {
            if (!WorkspaceId.TryParse(text, out _)) throw new ItemFailedException(WorkspaceErrors.WorkspaceIdInvalid(text));
        }

        return bound;
    }
}
