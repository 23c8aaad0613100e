using System;

namespace DcvAdmin.Stores;

/// <summary>A store could not do its work. The message says what happened and what to do, and never holds a secret.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The machine-readable kind.</param>
    /// <param name="message">What happened, one sentence.</param>
    /// <param name="advice">What to do, one sentence.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public StoreException(StoreFault fault, string message, string advice, Exception? innerException = null)
        : base($"{message} {advice}", innerException)
    {
        Fault = fault;
        Advice = advice;
    }

    /// <summary>The machine-readable kind.</summary>
    public StoreFault Fault { get; }

    /// <summary>What to do about it, one sentence.</summary>
    public string Advice { get; }
}
