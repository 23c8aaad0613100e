using DcvAdmin.Aws;

namespace DcvAdmin.Workspaces;

/// <summary>What the reading of one region came to.</summary>
public sealed record RegionReading
{
    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The account; null where the reading failed before it was known.</summary>
    public string? AccountId { get; init; }

    /// <summary>How it ended.</summary>
    public required RegionOutcome Outcome { get; init; }

    /// <summary>How many WorkSpaces were read and meant.</summary>
    public required int Count { get; init; }

    /// <summary>Why the region could not be read to its end; null where it was, or where it has no WorkSpaces service.</summary>
    public AwsException? Failure { get; init; }
}
