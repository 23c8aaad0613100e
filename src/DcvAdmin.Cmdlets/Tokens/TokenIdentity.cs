namespace DcvAdmin.Tokens;

/// <summary>A token as a parameter names it: an id, or an object of New-DcvAuthToken or Get-DcvAuthToken.</summary>
public sealed class TokenIdentity
{
    internal TokenIdentity(string text) => Text = text;

    internal TokenIdentity(TokenGrantSummary grant)
        : this(grant.Id) => Grant = grant;

    /// <summary>What was given as the id.</summary>
    public string Text { get; }

    /// <summary>The token, where the parameter brought more than its id.</summary>
    internal TokenGrantSummary? Grant { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Text;
}
