namespace DcvAdmin.Bench;

/// <summary>A command line that was understood.</summary>
internal interface IBenchOptions
{
    /// <summary>Whether the report is for a program.</summary>
    bool Json { get; }
}
