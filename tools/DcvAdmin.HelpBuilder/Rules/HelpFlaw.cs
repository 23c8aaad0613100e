namespace DcvAdmin.HelpBuilder.Rules;

/// <summary>What is wrong with a help page, and where. Written so that MSBuild and editors read it as an error of the build.</summary>
internal sealed record HelpFlaw(string Path, int Line, FlawKind Kind, string Message)
{
    public override string ToString() => $"{Path}({Line}): error DCVHELP{(int)Kind:D3}: {Message}";
}
