using System;

namespace DcvAdmin.Workspaces;

/// <summary>What a survey reads beside what DescribeWorkspaces gives; each costs one more call for every 25 WorkSpaces.</summary>
[Flags]
public enum SurveyDetails
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Who uses them (DescribeWorkspacesConnectionStatus).</summary>
    Connections = 1,

    /// <summary>Their tags (GetResources of the Resource Groups Tagging API).</summary>
    Tags = 2,
}
