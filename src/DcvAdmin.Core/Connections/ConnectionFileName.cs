using System;
using System.Linq;
using System.Text;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>
/// The name of a connection file: user and session, for people, and the id of the token, which makes it unlike any other and tells which token to revoke. Letters,
/// digits, minus and underscore alone, so that every file system takes it and no program reads it as an option, a path or a device.
/// </summary>
public static class ConnectionFileName
{
    /// <summary>Characters of the user name, and of the session id, that stand in the name. In UTF-8 the whole stays below the 255 bytes of Linux file systems.</summary>
    private const int PartLength = 32;

    /// <summary><c>user_session_id.dcv</c>; names that only differ by case, or in what cannot stand in a file's name, still have different ids.</summary>
    public static string Of(string userName, string sessionId, TokenGrantId id)
    {
        if (id is null) throw new ArgumentNullException(nameof(id));
        return string.Join("_", new[] { Clean(userName), Clean(sessionId), id.Value }.Where(part => part.Length > 0)) + ConnectionFile.Extension;
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(PartLength);
        // Composed: macOS takes both forms for one name, others for two.
        foreach (var c in text.Normalize(NormalizationForm.FormC))
        {
            if (clean.Length == PartLength) break;
            if (char.IsLetterOrDigit(c) || (c == '-' && clean.Length > 0)) clean.Append(c);
            // A dot would end the part that Windows compares with its devices: con.anna is CON.
            else if (clean.Length > 0 && clean[clean.Length - 1] != '_') clean.Append('_');
        }

        return clean.ToString().TrimEnd('_');
    }
}
