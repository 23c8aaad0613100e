using System.Text.RegularExpressions;

namespace DcvAdmin.Aws.Ssm;

/// <summary>What a step wrote. Source: AWS Systems Manager API Reference, GetCommandInvocation.</summary>
/// <param name="ExitCode">The exit code; -1 where it did not run.</param>
/// <param name="Output">The first <see cref="Limit"/> characters of standard output.</param>
/// <param name="Error">The first <see cref="ErrorLimit"/> characters of standard error.</param>
public sealed record SsmStepOutput(int ExitCode, string Output, string Error)
{
    /// <summary>How many characters of standard output AWS keeps.</summary>
    public const int Limit = 24000;

    /// <summary>How many characters of standard error AWS keeps.</summary>
    public const int ErrorLimit = 8000;

    // What the agent puts behind what it cuts. Source: amazon-ssm-agent, pluginutil.
    private static readonly Regex CutMark = new("-{2,}output truncated-{2,}\\s*\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Whether more was written than AWS kept.</summary>
    public bool IsCut => Output.Length >= Limit || CutMark.IsMatch(Output);

    /// <summary>Of a command that no instance ran.</summary>
    public static SsmStepOutput None { get; } = new(-1, string.Empty, string.Empty);
}
