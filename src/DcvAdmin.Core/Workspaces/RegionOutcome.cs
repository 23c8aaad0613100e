namespace DcvAdmin.Workspaces;

/// <summary>How the reading of a region ended.</summary>
public enum RegionOutcome
{
    /// <summary>All pages were read. Nothing else is a reason to hold a WorkSpace for gone.</summary>
    Complete = 1,

    /// <summary>The region has no WorkSpaces service, as far as can be told: see <see cref="Aws.AwsFault.NotOffered"/>.</summary>
    NotOffered = 2,

    /// <summary>It could not be read, or not to its end.</summary>
    Unreadable = 3,
}
