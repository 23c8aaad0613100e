using System;
using System.Globalization;
using System.IO;

namespace DcvAdmin.Bench.Functions;

/// <summary>What the command line says about a run on the functions.</summary>
internal sealed record FunctionsOptions : IBenchOptions
{
    private const int QuickRounds = 3;

    public const string Help = """
        dotnet run -c Release --project bench/DcvAdmin.Bench -- functions [options]

          --program FILE     the published executable (default: output/functions/linux-x64/bootstrap)
          --store URI        the table of our functions, for a token that is issued there first (default, or 'dynamodb': the stub, and both redeem a token there by one UpdateItem)
          --endpoint URL     the DynamoDB that the function in Python asks (default: a stub in this program, which answers at once)
          --rounds N         rounds in which the contenders take turns; results are their medians (default: 25)
          --quick            a look that proves nothing: 3 rounds
          --json             the result as one JSON object

        python3 with boto3 is looked for on the path; DCVADMIN_PYTHON may name another one. Without it only our own times are shown.
        """;

    public string? Program { get; private set; }

    /// <summary>Null for the stub.</summary>
    public string? Store { get; private set; }

    /// <summary>Both contenders redeem a token at the stub.</summary>
    public bool RedeemsAtStub => Store is null or "dynamodb";

    /// <summary>Null for the stub.</summary>
    public string? Endpoint { get; private set; }

    public int Rounds { get; private set; } = 25;

    public bool Quick { get; private set; }

    public bool Json { get; private set; }

    /// <summary>Null where the command line is not understood.</summary>
    public static FunctionsOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new FunctionsOptions();
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
                case "--program" when File.Exists(value): options.Program = Path.GetFullPath(value); break;
                case "--store" when value == "dynamodb" || value.StartsWith("dynamodb://", StringComparison.Ordinal): options.Store = value; break;
                case "--endpoint" when Uri.TryCreate(value, UriKind.Absolute, out _): options.Endpoint = value; break;
                case "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 1_000: options.Rounds = rounds; break;
                default: return null;
            }

            i++;
        }

        return options;
    }
}
