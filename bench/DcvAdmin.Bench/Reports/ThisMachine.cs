using System;
using System.Runtime.InteropServices;

namespace DcvAdmin.Bench.Reports;

/// <summary>Where a report was measured.</summary>
internal static class ThisMachine
{
    public static string Description { get; } = $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
}
