using System;
using DcvAdmin.Reporting;

namespace DcvAdmin.Stores;

/// <summary>A store could not do its work.</summary>
public sealed class StoreException : AdvisedException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">The machine-readable kind.</param>
    /// <param name="message">What happened, one sentence.</param>
    /// <param name="advice">What to do, one sentence.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public StoreException(StoreFault fault, string message, string advice, Exception? innerException = null)
        : base(message, advice, innerException) => Fault = fault;

    /// <summary>The machine-readable kind.</summary>
    public StoreFault Fault { get; }
}
