using System.Globalization;
using DcvAdmin.Tokens;

namespace DcvAdmin.Stores;

/// <summary>
/// How the table is laid out: one place for the names, which docs/aws.md explains. Those of the published authenticator's table are kept, but for the session's.
/// </summary>
internal static class DynamoDbSchema
{
    /// <summary>The key. A grant's holds the first 80 bits of the token's hash, so that an id is one key operation too; TokenHash holds all of it.</summary>
    public const string Key = "AuthToken";

    /// <summary>
    /// The session of a grant. Not the published table's SessionId: its function lets everyone in who presents the key of a row and the row's session, and the key of
    /// ours is no secret.
    /// </summary>
    public const string Session = "ForSession";

    /// <summary>By user, folded, and position; it also serves walks over all grants.</summary>
    public const string UserIndex = "UserIndex";

    /// <summary>By label, folded, and position.</summary>
    public const string LabelIndex = "LabelIndex";

    /// <summary>Items whose audit records are not in the chain yet.</summary>
    public const string PendingIndex = "PendingIndex";

    /// <summary>What every key of the pending index holds: an index needs a value to ask for.</summary>
    public const string PendingMark = "pending";

    private const string PendingPrefix = "pending#";

    public const string PositionKey = "meta#position";

    public const string HeadKey = "audit#head";

    /// <summary>No grant has it, and whoever may verify may read it.</summary>
    public const string ProbeKey = "grant#";

    /// <summary>A token that was stored in clear never has a number sign: none of its alphabet is one.</summary>
    public static string KeyOf(TokenGrantId id) => "grant#" + id.Value;

    /// <summary>The id of the grant whose item has the key; false where it is another item's.</summary>
    public static bool TryReadId(string key, out TokenGrantId? id)
    {
        id = null;
        return key.StartsWith("grant#", System.StringComparison.Ordinal) && TokenGrantId.TryParse(key.Substring("grant#".Length), out id);
    }

    /// <summary>An item of records that accompany no other write.</summary>
    public static string NewPendingKey() => PendingPrefix + System.Guid.NewGuid().ToString("N");

    /// <summary>Whether an item was made to hold records, and gets no more of them.</summary>
    public static bool IsPendingKey(string key) => key.StartsWith(PendingPrefix, System.StringComparison.Ordinal);

    public static string KeyOfSegment(long segment) => "audit#" + segment.ToString("D15", CultureInfo.InvariantCulture);
}
