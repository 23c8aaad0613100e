namespace DcvAdmin.Reporting;

/// <summary>
/// What an adapter says while it works, for the person who waits. Called from any thread; what is said must never hold a secret.
/// </summary>
public interface IWorkReport
{
    /// <summary>One sentence on a decision: whom it asks, what it reuses, why it waits.</summary>
    void Decide(string sentence);
}
