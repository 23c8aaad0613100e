using System;
using System.Globalization;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>What the command line says about a run on WorkSpaces.</summary>
internal sealed record WorkspacesOptions : IBenchOptions
{
    private const int QuickRounds = 1;

    public const string Help = """
        dotnet run -c Release --project bench/DcvAdmin.Bench -- workspaces [options]

          --rounds N         rounds in which reading and the best possible schedule take turns; results are their medians (default: 5)
          --latency N        how long the emulator takes for every answer, in milliseconds (default: 60)
          --quick            a look that proves nothing: one round, and one process for each row about memory
          --json             the result as one JSON object

        Ends with an error where a wanted value is missed.
        """;

    public int Rounds { get; private set; } = 5;

    /// <summary>How many processes each row about memory has.</summary>
    public int Processes => Quick ? QuickRounds : 3;

    /// <summary>In milliseconds.</summary>
    public int Latency { get; private set; } = 60;

    public bool Quick { get; private set; }

    public bool Json { get; private set; }

    /// <summary>Null where the command line is not understood.</summary>
    public static WorkspacesOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new WorkspacesOptions();
        if (args.Contains("--quick"))
        {
            options.Quick = true;
            options.Rounds = QuickRounds;
        }

        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : string.Empty;
            switch (args[i])
            {
                case "--quick": continue;
                case "--json": options.Json = true; continue;
                case "--rounds" when Number(value, 100) is { } rounds: options.Rounds = rounds; break;
                case "--latency" when Number(value, 10_000) is { } latency: options.Latency = latency; break;
                default: return null;
            }

            i++;
        }

        return options;
    }

    private static int? Number(string text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
