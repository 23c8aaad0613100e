namespace DcvAdmin.Workspaces;

/// <summary>A region of an account.</summary>
/// <param name="AccountId">The account, twelve digits.</param>
/// <param name="Region">The region.</param>
public sealed record WorkspacePlace(string AccountId, string Region)
{
    /// <summary>The region and its account.</summary>
    public override string ToString() => $"{Region} of {AccountId}";
}
