using System.Collections.Generic;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Aws.Tagging;

/// <summary>A resource and its tags, ordered by key.</summary>
internal sealed record TaggedResource(string Arn, IReadOnlyList<WorkspaceTag> Tags);
