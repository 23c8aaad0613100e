namespace DcvAdmin.Diagnosis;

/// <summary>What became of one step of a diagnosis.</summary>
public enum StepResult
{
    /// <summary>As it should be.</summary>
    Passed = 0,

    /// <summary>It works, but an admin should know something about it.</summary>
    Warning = 1,

    /// <summary>This link of the chain is broken.</summary>
    Failed = 2,

    /// <summary>Not looked at, because an earlier step failed or what it needs is not at hand.</summary>
    Skipped = 3,
}
