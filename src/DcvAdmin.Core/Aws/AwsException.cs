using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Aws;

/// <summary>AWS could not do what it was asked.</summary>
public sealed class AwsException : AdvisedException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The machine-readable kind.</param>
    /// <param name="message">What happened, one sentence.</param>
    /// <param name="advice">What to do, one or two sentences.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public AwsException(AwsFault fault, string message, string advice, Exception? innerException = null)
        : base(message, advice, innerException) => Fault = fault;

    /// <summary>The machine-readable kind.</summary>
    public AwsFault Fault { get; }

    /// <summary>AWS's own id of the request, for its support; null where none was answered.</summary>
    public string? RequestId { get; init; }
}
