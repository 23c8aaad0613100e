namespace DcvAdmin.Workspaces;

/// <summary>As what someone acts on a WorkSpace.</summary>
public enum WorkspaceRole
{
    /// <summary>The user of the WorkSpace; may do what <see cref="WorkspaceActor.Actions"/> says.</summary>
    User = 1,

    /// <summary>An admin of all WorkSpaces.</summary>
    Admin = 2,
}
