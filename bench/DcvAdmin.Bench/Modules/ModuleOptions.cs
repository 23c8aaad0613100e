using System;
using System.Globalization;
using System.IO;

namespace DcvAdmin.Bench.Modules;

/// <summary>What the command line says about a run on the module.</summary>
internal sealed record ModuleOptions : IBenchOptions
{
    private const int QuickRounds = 3;

    /// <summary>The lines about options, the same for every question about the module.</summary>
    public const string Help = """
          --module PATH      the module's manifest, or the folder it lies in (default: the module as it was built last)
          --rounds N         rounds in which the contenders take turns; results are their medians (default: 15)
          --quick            a look that proves nothing: 3 rounds
          --json             the result as one JSON object

        pwsh is looked for on the path; DCVADMIN_PWSH may name another one.
        """;

    /// <summary>Null for the module as it was built last.</summary>
    public string? Module { get; private set; }

    public int Rounds { get; private set; } = 15;

    public bool Quick { get; private set; }

    public bool Json { get; private set; }

    /// <summary>Null where the command line is not understood.</summary>
    public static ModuleOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new ModuleOptions();
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
                case "--module" when File.Exists(value) || Directory.Exists(value): options.Module = Path.GetFullPath(value); break;
                case "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 1_000: options.Rounds = rounds; break;
                default: return null;
            }

            i++;
        }

        return options;
    }
}
