using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>An instance did not do what a command asked of it, or did not say so.</summary>
public sealed class InstanceException : AdvisedException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The machine-readable kind.</param>
    /// <param name="message">What happened, one sentence.</param>
    /// <param name="advice">What to do, one sentence.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public InstanceException(InstanceFault fault, string message, string advice, Exception? innerException = null)
        : base(message, advice, innerException) => Fault = fault;

    /// <summary>The machine-readable kind.</summary>
    public InstanceFault Fault { get; }
}
