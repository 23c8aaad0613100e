namespace DcvAdmin.Functions.Logging;

/// <summary>How much a line of log matters.</summary>
internal enum Severity
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}

/// <summary>The words for severities.</summary>
internal static class Severities
{
    /// <summary>The word that Lambda's own log filter knows.</summary>
    public static string ToLambda(this Severity severity) => severity switch
    {
        Severity.Trace => "TRACE",
        Severity.Debug => "DEBUG",
        Severity.Information => "INFO",
        Severity.Warning => "WARN",
        Severity.Error => "ERROR",
        _ => "FATAL",
    };

    /// <summary>Reads a broker's word or Lambda's, in any case.</summary>
    public static bool TryParse(string text, out Severity severity)
    {
        Severity? read = text.ToUpperInvariant() switch
        {
            "TRACE" => Severity.Trace,
            "DEBUG" => Severity.Debug,
            "INFORMATION" or "INFO" => Severity.Information,
            "WARNING" or "WARN" => Severity.Warning,
            "ERROR" => Severity.Error,
            "CRITICAL" or "FATAL" => Severity.Critical,
            _ => null,
        };
        severity = read ?? Severity.Information;
        return read is not null;
    }
}
