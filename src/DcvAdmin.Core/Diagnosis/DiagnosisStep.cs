using DcvAdmin.Reporting;

namespace DcvAdmin.Diagnosis;

/// <summary>One step of a Test- cmdlet that looks at a chain link by link.</summary>
/// <param name="Name">What was looked at, a few words.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Detail">What was seen, one sentence; never a secret.</param>
/// <param name="Mend">The command or the act that mends it; null where there is nothing to mend.</param>
public record DiagnosisStep(string Name, StepResult Result, string Detail, string? Mend = null)
{
    /// <summary>What was seen. Much of it is the words of whoever answered: here, on the way of every step, they are made safe to show.</summary>
    public string Detail { get; } = Detail.Visible();

    /// <summary>The command or the act that mends it; null where there is nothing to mend.</summary>
    public string? Mend { get; } = Mend?.Visible();

    /// <summary>The step in one line.</summary>
    public override string ToString() => $"{Result}: {Name}. {Detail}";
}
