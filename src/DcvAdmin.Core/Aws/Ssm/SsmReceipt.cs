using System;
using System.Collections.Generic;

namespace DcvAdmin.Aws.Ssm;

/// <summary>What became of a command that was handed to AWS: its id, or why it was refused because of instances that are not managed.</summary>
public sealed record SsmReceipt
{
    private SsmReceipt(string? commandId, AwsException? refusal, IReadOnlyList<string> refused)
    {
        CommandId = commandId;
        Refusal = refusal;
        Refused = refused;
    }

    /// <summary>The id of the command; null where it was refused.</summary>
    public string? CommandId { get; }

    /// <summary>AWS's refusal; null where the command was taken.</summary>
    public AwsException? Refusal { get; }

    /// <summary>The instances that the refusal names; empty where it names none.</summary>
    public IReadOnlyList<string> Refused { get; }

    /// <summary>Of a command that was taken.</summary>
    public static SsmReceipt Taken(string commandId) => new(commandId ?? throw new ArgumentNullException(nameof(commandId)), null, []);

    /// <summary>Of a command that was refused.</summary>
    public static SsmReceipt RefusedFor(IReadOnlyList<string> instanceIds, AwsException refusal) =>
        new(null, refusal ?? throw new ArgumentNullException(nameof(refusal)), instanceIds ?? throw new ArgumentNullException(nameof(instanceIds)));
}
