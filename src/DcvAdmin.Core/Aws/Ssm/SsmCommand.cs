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

    /// <summary>Until when an instance must have taken the command: 30 seconds to 30 days.</summary>
    public TimeSpan DeliveryLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long the last of the instances may take: they run in rounds of <see cref="AtOnce"/>, in each of which one may be as slow as the limits allow. AWS says
    /// of an instance that it ran out of a limit, so this is waited out only where AWS says nothing.
    /// </summary>
    /// <param name="runLimit">How long the document may run on one instance.</param>
    public TimeSpan Patience(TimeSpan runLimit)
    {
        var rounds = (InstanceIds.Count + AtOnce - 1) / Math.Max(1, AtOnce);
        return TimeSpan.FromTicks((DeliveryLimit + runLimit).Ticks * Math.Max(1, rounds)) + AnswerSlack;
    }
}
