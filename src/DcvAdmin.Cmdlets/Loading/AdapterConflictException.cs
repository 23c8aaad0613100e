using System;

namespace DcvAdmin.Loading;

/// <summary>On Windows PowerShell, something else in the process decided which file one of the adapters' dependencies is.</summary>
internal sealed class AdapterConflictException(string assembly, string wonBy, string? wonVersion, string expected, string? expectedVersion)
    : Exception($"Another module's {assembly} stands in for DcvAdmin's in this session: {Describe(wonBy, wonVersion)} instead of {Describe(expected, expectedVersion)}. {Advice}")
{
    public const string Advice = "Start a new session without the other module, or import DcvAdmin there first, or use PowerShell 7, which keeps the dependencies of modules apart.";

    private static string Describe(string path, string? version) => version is null ? path : $"{path} (file version {version})";
}
