using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Bench.Reports;

/// <summary>One figure for many rounds.</summary>
internal static class Statistics
{
    /// <summary>The middle value, or the mean of the two middle ones: a round that another program disturbed does not move it.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
