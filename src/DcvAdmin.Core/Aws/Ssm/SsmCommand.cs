using System;
using System.Collections.Generic;

namespace DcvAdmin.Aws.Ssm;

/// <summary>A document that is to run on instances. Source: AWS Systems Manager API Reference, SendCommand.</summary>
public sealed record SsmCommand
{
    /// <summary>How many instances one command may name.</summary>
    public const int MaximumInstances = 50;

    /// <summary>The document's name; its default version runs.</summary>
    public required string DocumentName { get; init; }

    /// <summary>1 to <see cref="MaximumInstances"/> ids of managed instances: <c>i-...</c> or <c>mi-...</c>.</summary>
    public required IReadOnlyList<string> InstanceIds { get; init; }

    /// <summary>The document's parameters. AWS refuses one that the document has not, or whose value its pattern does not allow.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Until when an instance must have taken the command: 30 seconds to 30 days.</summary>
    public TimeSpan DeliveryLimit { get; init; } = TimeSpan.FromMinutes(2);
}
