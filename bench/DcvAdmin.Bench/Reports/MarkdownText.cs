using System;
using System.Globalization;
using System.Text;

namespace DcvAdmin.Bench.Reports;

/// <summary>The text of a report, with figures that read the same on every machine.</summary>
internal sealed class MarkdownText
{
    private readonly StringBuilder _text = new();

    public void Line(FormattableString line) => _text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString().TrimEnd();
}
