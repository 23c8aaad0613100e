using System;

namespace DcvAdmin.Functions.Runtime;

/// <summary>One event that a function is to answer.</summary>
internal sealed record Invocation
{
    /// <summary>Names the invocation in every log.</summary>
    public required string RequestId { get; init; }

    /// <summary>The instant at which the sandbox is stopped, answered or not.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The event as it came, JSON by the runtime's promise; empty where <see cref="IsOversized"/>.</summary>
    public required ReadOnlyMemory<byte> Event { get; init; }

    /// <summary>The event was longer than Lambda promises and was not kept.</summary>
    public bool IsOversized { get; init; }

    /// <summary>The function, version or alias that was called.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>For X-Ray.</summary>
    public string? TraceId { get; init; }

    /// <summary>Without the event, which may hold a token.</summary>
    public override string ToString() => $"invocation {RequestId}";
}
