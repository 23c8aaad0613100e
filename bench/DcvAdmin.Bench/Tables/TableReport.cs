using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Tables;

/// <summary>What one verification cost, on the way of the logon and behind it, and how many valid users were refused.</summary>
internal sealed record TableRow(int Stored, string Question, double Requests, double ReadUnits, double WriteUnits, double RequestsBehind, double WriteUnitsBehind, double ShareRefused);

/// <summary>What a run counted.</summary>
internal sealed class TableReport : IReport
{
    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public string Machine { get; } = Reports.ThisMachine.Description;

    public List<TableRow> Rows { get; } = [];

    public IReadOnlyList<Target> Targets =>
    [
        Target.AtMost("requests for a verification, worst of ours", 1, Ours.Max(row => row.Requests)),
        Target.AtMost("units for a verification, most tokens to fewest, worst of ours", 1, Ours.GroupBy(row => row.Question).Max(rows => UnitsOf(rows.MaxBy(row => row.Stored)!) / UnitsOf(rows.MinBy(row => row.Stored)!))),
        Target.AtMost("valid users refused, worst of ours", 0, Ours.Max(row => row.ShareRefused)),
    ];

    private IEnumerable<TableRow> Ours => Rows.Where(row => row.Question != TableBench.Scan);

    public string ToJson() => ReportJson.Write(this);

    public string ToText()
    {
        var text = new MarkdownText();
        text.Line($"Counted {StartedAt:yyyy-MM-dd HH:mm} UTC on {Machine}, on a table in memory that speaks DynamoDB's protocol: item sizes and units by AWS's rules, no times.");
        text.Line($"");
        text.Line($"| stored tokens | verification | requests | read units | write units | behind it: requests | behind it: write units | valid users refused |");
        text.Line($"|---:|---|---:|---:|---:|---:|---:|---:|");
        foreach (var row in Rows)
            text.Line($"| {row.Stored:N0} | {row.Question} | **{row.Requests:0.##}** | {row.ReadUnits:0.##} | {row.WriteUnits:0.##} | {row.RequestsBehind:0.##} | {row.WriteUnitsBehind:0.##} | {row.ShareRefused:0.0 %} |");
        text.Line($"");
        Target.Write(text, Targets);
        return text.ToString();
    }

    private static double UnitsOf(TableRow row) => row.ReadUnits + row.WriteUnits;
}
