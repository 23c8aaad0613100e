using System;
using System.Collections.Generic;

namespace DcvAdmin.Bench.Functions;

/// <summary>One of the functions, and what it took.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Environment">What it is configured by.</param>
/// <param name="Expected">The answer it must give; null where any verifier's answer will do.</param>
internal sealed record Contender(string Name, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string? Expected)
{
    /// <summary>Each first answer of a process.</summary>
    public List<ColdStart> Colds { get; } = [];

    /// <summary>Each warm answer, in milliseconds.</summary>
    public List<double> Warms { get; } = [];

    /// <exception cref="BenchException">It answered something else: what was measured would be worth nothing.</exception>
    public void Check(string answer)
    {
        if (Expected is null ? !answer.StartsWith("<auth ", StringComparison.Ordinal) : answer != Expected) throw new BenchException($"{Name} answered {answer}");
    }
}
