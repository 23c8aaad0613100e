using System;
using System.Collections.Generic;

namespace DcvAdmin.Aws.Ssm;

/// <summary>A document that is to run on instances. Source: AWS Systems Manager API Reference, SendCommand.</summary>
public sealed record SsmCommand
{
    /// <summary>How many instances one command may name.</summary>
    public const int MaximumInstances = 50;

    // An end shows at the next question, a quarter of a minute later at most.
    private static readonly TimeSpan AnswerSlack = TimeSpan.FromSeconds(30);

    /// <summary>The document's name; its default version runs.</summary>
    public required string DocumentName { get; init; }

    /// <summary>1 to <see cref="MaximumInstances"/> ids of managed instances: <c>i-...</c> or <c>mi-...</c>.</summary>
    public required IReadOnlyList<string> InstanceIds { get; init; }

    /// <summary>The document's parameters. AWS refuses one that the document has not, or whose value its pattern does not allow.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>On how many of the instances it runs at once.</summary>
    public int AtOnce { get; init; } = MaximumInstances;

    /// <summary>Who sends it, for AWS's own lists; up to 100 characters, null for nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>How long an instance may take to take the command, once it is its turn.</summary>
    public TimeSpan DeliveryLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the document may run on an instance: the timeoutSeconds of each of its steps.</summary>
    public TimeSpan RunLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What is sent as TimeoutSeconds. AWS adds the limits of the document's steps, and when that time is over, the command expires for all instances at once,
    /// also for those whose turn has not come. So the rounds before the last one count here. Source: AWS Systems Manager User Guide, "Understanding command
    /// timeout values".
    /// </summary>
    public TimeSpan Expiry => TimeSpan.FromTicks((DeliveryLimit.Ticks * Rounds) + (RunLimit.Ticks * (Rounds - 1)));

    /// <summary>How long to wait until AWS has said of each instance how it ended; it counts the steps of both platforms.</summary>
    public TimeSpan Patience => Expiry + RunLimit + RunLimit + AnswerSlack;

    private int Rounds => Math.Max(1, (InstanceIds.Count + AtOnce - 1) / Math.Max(1, AtOnce));
}
