namespace DcvAdmin.Workspaces;

/// <summary>Whether a tag keeps a WorkSpace from being terminated.</summary>
public enum WorkspaceProtection
{
    /// <summary>Its tags were not read: DescribeWorkspaces does not give them.</summary>
    Unknown = 0,

    /// <summary>No tag protects it.</summary>
    None = 1,

    /// <summary>It has the tag DcvAdmin:Protected=true.</summary>
    Protected = 2,
}
