using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Completion;

/// <summary>Completes from WorkSpaces that were seen.</summary>
internal abstract class SeenWorkspaceCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
        OfferFrom(SeenWorkspaces.Here.All).Where(offer => offer.Value.Length > 0).GroupBy(offer => offer.Value, StringComparer.OrdinalIgnoreCase).Select(same => same.First());

    private protected abstract IEnumerable<Offer> OfferFrom(IEnumerable<DcvWorkspace> seen);
}

/// <summary>Ids of WorkSpaces, found by their users too.</summary>
internal sealed class WorkspaceIdCompleter : SeenWorkspaceCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<DcvWorkspace> seen) =>
        seen.Select(one => new Offer(one.WorkspaceId, $"{one.UserName} in {one.Region}, {one.State}") { AlsoKnownAs = one.UserName });
}

/// <summary>Users of WorkSpaces.</summary>
internal sealed class WorkspaceUserCompleter : SeenWorkspaceCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<DcvWorkspace> seen) => seen.Select(one => new Offer(one.UserName ?? string.Empty, $"user {one.UserName}"));
}

/// <summary>Directories of WorkSpaces.</summary>
internal sealed class DirectoryCompleter : SeenWorkspaceCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<DcvWorkspace> seen) => seen.Select(one => new Offer(one.DirectoryId ?? string.Empty, $"directory in {one.Region}"));
}

/// <summary>Bundles of WorkSpaces.</summary>
internal sealed class BundleCompleter : SeenWorkspaceCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<DcvWorkspace> seen) => seen.Select(one => new Offer(one.BundleId ?? string.Empty, $"{one.ComputeTypeName} {one.OperatingSystemName}".Trim()));
}
