namespace DcvAdmin.Workspaces;

/// <summary>Why an action is not legal.</summary>
public enum WorkspaceRefusal
{
    /// <summary>Whoever asks may not do this to any WorkSpace.</summary>
    NotForRole = 1,

    /// <summary>A tag protects the WorkSpace.</summary>
    Protected = 2,

    /// <summary>Not in this state.</summary>
    WrongState = 3,

    /// <summary>Not in this running mode.</summary>
    WrongRunningMode = 4,

    /// <summary>A tag might forbid it, and the tags were not read.</summary>
    TagsNotRead = 5,
}
