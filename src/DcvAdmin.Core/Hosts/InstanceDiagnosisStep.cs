using DcvAdmin.Diagnosis;

namespace DcvAdmin.Hosts;

/// <summary>A step of a Test- cmdlet that an instance took.</summary>
/// <param name="Name">What was looked at, a few words.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Detail">What was seen, one sentence.</param>
/// <param name="Mend">What mends it; null where there is nothing to mend.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="Region">Its region.</param>
/// <param name="ProfileName">The profile that was named; null where none was.</param>
public sealed record InstanceDiagnosisStep(string Name, StepResult Result, string Detail, string? Mend, string InstanceId, string Region, string? ProfileName)
    : DiagnosisStep(Name, Result, Detail, Mend)
{
    /// <summary>The step in one line.</summary>
    public override string ToString() => $"{InstanceId}: {base.ToString()}";
}
