namespace DcvAdmin.Bench.Reports;

/// <summary>What a run measured, for people and for programs.</summary>
internal interface IReport
{
    string ToText();

    string ToJson();
}
