namespace DcvAdmin.Processes;

/// <summary>What became of a program that ended by itself.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Errors);
