namespace DcvAdmin.Aws;

/// <summary>What stands before the names of this module's documents in AWS.</summary>
internal static class SsmDocumentPrefix
{
    public const string Default = "DcvAdmin-";

    // AWS keeps the names that begin with its own for itself.
    public const string Pattern = "^(?!(?i:aws|amazon|amzn))[A-Za-z0-9_.-]{0,100}\\z";
}
