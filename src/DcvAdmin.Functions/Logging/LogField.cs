namespace DcvAdmin.Functions.Logging;

/// <summary>One value of a log line that can be searched for.</summary>
internal readonly record struct LogField(string Name, string? Value);
