namespace DcvAdmin.Reporting;

/// <summary>Tells nobody: for hosts that keep logs of their own.</summary>
public sealed class SilentWorkReport : IWorkReport
{
    private SilentWorkReport()
    {
    }

    /// <summary>The one instance.</summary>
    public static SilentWorkReport Instance { get; } = new();

    /// <inheritdoc/>
    public void Decide(string sentence)
    {
    }
}
