namespace DcvAdmin.Workspaces;

/// <summary>Ids of WorkSpaces. Source: Amazon WorkSpaces API Reference, version 2015-04-08, pattern of WorkspaceId: ws- and 8 to 63 digits and lower-case letters.</summary>
public static class WorkspaceId
{
    private const string Prefix = "ws-";

    /// <summary>Reads an id as an admin writes it; case and surrounding blanks do not count.</summary>
    /// <param name="text">For example <c>ws-1abcdefg2</c>.</param>
    /// <param name="id">The id in lower case.</param>
    /// <returns>False where it has not the form of an id.</returns>
    public static bool TryParse(string? text, out string id)
    {
        id = text?.Trim().ToLowerInvariant() ?? string.Empty;
        if (!id.StartsWith(Prefix, System.StringComparison.Ordinal) || id.Length - Prefix.Length is < 8 or > 63) return false;
        for (var i = Prefix.Length; i < id.Length; i++)
        {
            if (id[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'z'))) return false;
        }

        return true;
    }
}
