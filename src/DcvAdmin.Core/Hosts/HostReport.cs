using System.Collections.Generic;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Hosts;

/// <summary>What a document of this module prints on a host, version 1.</summary>
/// <param name="Location">Where the settings are on the host.</param>
/// <param name="Settings">The settings that are set, as far as the document is about them; null where it is about none.</param>
/// <param name="Steps">The steps of a test; null where none was made.</param>
/// <param name="Version">The version of this module that was installed; null where none was.</param>
/// <param name="Warnings">What the cmdlet on the host warned of.</param>
public sealed record HostReport(string Location, IReadOnlyList<StoredSetting>? Settings, IReadOnlyList<DiagnosisStep>? Steps, string? Version, IReadOnlyList<string> Warnings)
{
    /// <summary>The version of the form.</summary>
    public const int Format = 1;

    /// <summary>Most characters of a text in it; what a host says beyond that is no report.</summary>
    public const int MaximumText = 8000;
}
