using System;
using System.Text;

namespace DcvAdmin.LambdaEmulator;

/// <summary>What a function posted for one invocation, or instead of ever asking for one.</summary>
/// <param name="Kind">Which of the three ways it took.</param>
/// <param name="Body">The bytes it posted.</param>
/// <param name="ErrorType">The header that names the kind of error.</param>
public sealed record LambdaAnswer(LambdaAnswerKind Kind, byte[] Body, string? ErrorType)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>The three ways to answer.</summary>
public enum LambdaAnswerKind
{
    Response,
    Error,
    InitError,
}

/// <summary>One event for a function.</summary>
public sealed record LambdaEvent(byte[] Body)
{
    public string RequestId { get; init; } = Guid.NewGuid().ToString();

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public string? TraceId { get; init; }

    /// <summary>Sent in the place of the deadline that <see cref="Timeout"/> makes; empty for none.</summary>
    public string? DeadlineText { get; init; }

    public static LambdaEvent Of(string json) => new(Encoding.UTF8.GetBytes(json));
}
