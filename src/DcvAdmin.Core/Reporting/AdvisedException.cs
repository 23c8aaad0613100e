using System;

namespace DcvAdmin.Reporting;

/// <summary>A failure that says what happened and what to do about it. Neither sentence ever holds a secret.</summary>
public abstract class AdvisedException : Exception
{
    private protected AdvisedException(string message, string advice, Exception? innerException)
        : base($"{message} {advice}", innerException) => (Sentence, Advice) = (message, advice);

    /// <summary>What happened, without what to do about it; also the beginning of the message.</summary>
    public string Sentence { get; }

    /// <summary>What to do about it, one or two sentences; also the end of the message.</summary>
    public string Advice { get; }
}
