using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>How many WorkSpaces lie in which regions: 10,000 in the 17 commercial regions that had the service in 2026, unevenly, as estates are.</summary>
internal sealed record Estate(IReadOnlyList<(string Region, int Count)> Places)
{
    /// <summary>What DescribeWorkspaces gives in one answer.</summary>
    public const int PageSize = 25;

    /// <summary>A quarter in the largest region, and a few regions with one page.</summary>
    public static Estate Large { get; } = new(
    [
        ("us-east-1", 2_500), ("us-west-2", 1_500), ("eu-west-1", 1_250), ("eu-central-1", 1_000), ("ap-southeast-2", 800), ("ap-northeast-1", 700), ("ap-south-1", 600), ("eu-west-2", 500),
        ("ca-central-1", 400), ("ap-southeast-1", 250), ("sa-east-1", 150), ("ap-northeast-2", 125), ("eu-west-3", 100), ("us-east-2", 75), ("il-central-1", 25), ("af-south-1", 20), ("eu-south-2", 5),
    ]);

    /// <summary>A tenth of it in each region, rounded up.</summary>
    public static Estate Small { get; } = new([.. Large.Places.Select(place => (place.Region, (place.Count + 9) / 10))]);

    /// <summary>Ten times as many in each region: what is not in flat use of memory shows here.</summary>
    public static Estate Huge { get; } = new([.. Large.Places.Select(place => (place.Region, place.Count * 10))]);

    public IReadOnlyList<string> Regions => [.. Places.Select(place => place.Region)];

    public int Count => Places.Sum(place => place.Count);

    public string Largest => Places.MaxBy(place => place.Count).Region;

    public int PagesOfLargest => PagesOf(Places.Max(place => place.Count));

    public int Pages => Places.Sum(place => PagesOf(place.Count));

    private static int PagesOf(int count) => Math.Max(1, (count + PageSize - 1) / PageSize);
}
