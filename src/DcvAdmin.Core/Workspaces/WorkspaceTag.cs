using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Workspaces;

/// <summary>A tag of a WorkSpace.</summary>
/// <param name="Key">1 to 127 characters; case matters.</param>
/// <param name="Value">Up to 255 characters; case matters.</param>
public sealed record WorkspaceTag(string Key, string Value)
{
    /// <summary>The key of the tag that protects a WorkSpace; its value is then <c>true</c>.</summary>
    public const string ProtectionKey = "DcvAdmin:Protected";

    /// <summary>What tags say of protection. The value is read in any case and with blanks around it, because a slip there must not cost a desktop.</summary>
    /// <param name="tags">All tags; null where they were not read.</param>
    public static WorkspaceProtection ProtectionBy(IEnumerable<WorkspaceTag>? tags) =>
        tags is null ? WorkspaceProtection.Unknown
        : tags.Any(tag => string.Equals(tag.Key, ProtectionKey, StringComparison.OrdinalIgnoreCase) && string.Equals(tag.Value.Trim(), "true", StringComparison.OrdinalIgnoreCase)) ? WorkspaceProtection.Protected
        : WorkspaceProtection.None;

    /// <summary>The tag as it is written: key=value.</summary>
    public override string ToString() => $"{Key}={Value}";
}
