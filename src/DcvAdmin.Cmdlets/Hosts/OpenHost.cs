using System.Management.Automation.Language;

namespace DcvAdmin.Hosts;

/// <summary>The settings that a command is about, and the parameters that name them.</summary>
internal sealed record OpenHost(IHostConfiguration Configuration, string? Path, string? Root, bool IsThisMachine)
{
    public string Location => Configuration.Location;

    public HostOrigin Origin => new(Location, Path, Root);

    /// <summary>The parameters as they are typed behind a command; empty for this machine's.</summary>
    public string Typed => Path is not null ? $" -Path '{CodeGeneration.EscapeSingleQuotedStringContent(Path)}'"
        : Root is not null ? $" -Root '{CodeGeneration.EscapeSingleQuotedStringContent(Root)}'" : string.Empty;
}
