namespace DcvAdmin.Workspaces;

/// <summary>What has become of an action that AWS took.</summary>
public enum ActionOutcome
{
    /// <summary>It is under way.</summary>
    UnderWay = 0,

    /// <summary>The WorkSpace is as it was to be.</summary>
    Done = 1,

    /// <summary>The WorkSpace went another way.</summary>
    Failed = 2,
}
