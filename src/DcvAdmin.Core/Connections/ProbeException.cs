using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Connections;

/// <summary>A DCV server could not be reached in one of the ways in which a client reaches it.</summary>
public sealed class ProbeException : AdvisedException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, one sentence.</param>
    /// <param name="advice">What to do, one sentence.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ProbeException(string message, string advice, Exception? innerException = null)
        : base(message, advice, innerException)
    {
    }
}
