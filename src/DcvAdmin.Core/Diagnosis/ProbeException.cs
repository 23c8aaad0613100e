using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Diagnosis;

/// <summary>The way to a server ended. What it means and what mends it is said by whoever wanted to go there.</summary>
public sealed class ProbeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">Where the way ended.</param>
    /// <param name="reason">Why, a few words, perhaps of the operating system or of whoever answered.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ProbeException(ProbeFault fault, string reason, Exception? innerException = null)
        : this(fault, innerException, reason.Visible().TrimEnd('.', ' '))
    {
    }

    private ProbeException(ProbeFault fault, Exception? innerException, string reason)
        : base($"{fault}: {reason}.", innerException) => (Fault, Reason) = (fault, reason);

    /// <summary>Where the way ended.</summary>
    public ProbeFault Fault { get; }

    /// <summary>Why, a few words without a full stop.</summary>
    public string Reason { get; }
}
