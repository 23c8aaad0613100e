namespace DcvAdmin.Bench.Reports;

/// <summary>What a run measured, for people and for programs.</summary>
internal interface IReport
{
    string ToText();

    string ToJson();

    /// <summary>Whether a wanted value that must hold was missed, so that the run ends with an error. Where targets are aims, as for the other questions, their table alone says so.</summary>
    bool IsFailed => false;
}
