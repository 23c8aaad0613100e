using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>The settings or the service of a DCV server could not be reached.</summary>
public sealed class HostException : AdvisedException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The machine-readable kind.</param>
    /// <param name="message">What happened, one sentence.</param>
    /// <param name="advice">What to do, one sentence.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public HostException(HostFault fault, string message, string advice, Exception? innerException = null)
        : base(message, advice, innerException) => Fault = fault;

    /// <summary>The machine-readable kind.</summary>
    public HostFault Fault { get; }
}
