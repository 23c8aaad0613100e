namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>An item of RELATED LINKS.</summary>
/// <param name="Text">Name of a cmdlet or about topic, or the title of a web page.</param>
/// <param name="Target">Where the Markdown link leads; null for plain text.</param>
/// <param name="Line">Its line.</param>
internal sealed record RelatedLink(string Text, string? Target, int Line)
{
    public bool IsWeb => Target?.Contains("://", System.StringComparison.Ordinal) == true;
}
