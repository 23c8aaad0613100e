using System;
using System.Globalization;
using System.IO;
using System.Linq;
using DcvAdmin.Stores;

namespace DcvAdmin.Bench.Verification;

/// <summary>What the command line says about a run.</summary>
internal sealed record VerifyOptions : IBenchOptions
{
    public const string Help = """
        dotnet run -c Release --project bench/DcvAdmin.Bench -- verify [options]

          --grants N,N,...   stored grants (default: 1000,100000,1000000)
          --seconds N        length of one slice of load (default: 2)
          --rounds N         interleaved rounds per table row; results are their medians (default: 7)
          --connections N    keep-alive connections, one request in flight on each (default: 64)
          --redemptions N    first redemptions in one slice (default: 12000)
          --over http|https  one transport (default: both)
          --ask repeat|first|unknown
                             one question (default: all)
          --store dynamodb://TABLE
                             counts requests and units of a verification on DynamoDB, at 1,000 to 100,000 tokens,
                             on a table in memory; takes no more than --grants and --json
          --baseline FOLDER  compares with the broker built there instead of the bare endpoint:
                             what a change is worth, before and after in one run
          --quick            a look in a minute: 1000 and 10000 grants, 3 rounds of half a second
          --json             the result as one JSON object
        """;

    public int[] Grants { get; private set; } = [1_000, 100_000, 1_000_000];

    public double Seconds { get; private set; } = 2;

    public int Rounds { get; private set; } = 7;

    public int Connections { get; private set; } = 64;

    public int Redemptions { get; private set; } = 12_000;

    /// <summary>Null for both.</summary>
    public string? Over { get; private set; }

    /// <summary>Null for the bare endpoint.</summary>
    public string? Baseline { get; private set; }

    /// <summary>Null for all.</summary>
    public Question? Ask { get; private set; }

    /// <summary>Null for the broker and its SQLite file.</summary>
    public StoreUri.DynamoDb? Table { get; private set; }

    public bool Quick { get; private set; }

    public bool Json { get; private set; }

    /// <summary>Null where the command line is not understood.</summary>
    public static VerifyOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new VerifyOptions();
        if (args.Contains("--quick"))
        {
            options.Quick = true;
            options.Grants = [1_000, 10_000];
            options.Seconds = 0.5;
            options.Rounds = 3;
            options.Redemptions = 4_000;
        }

        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : string.Empty;
            switch (args[i])
            {
                case "--quick": continue;
                case "--json": options.Json = true; continue;
                case "--grants" when ParseList(value) is { } grants: options.Grants = grants; break;
                case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600: options.Seconds = seconds; break;
                case "--rounds" when Number(value, 1_000) is { } rounds: options.Rounds = rounds; break;
                case "--connections" when Number(value, 4_096) is { } connections: options.Connections = connections; break;
                case "--baseline" when Directory.Exists(value): options.Baseline = Path.GetFullPath(value); break;
                case "--store" when ParseTable(value) is { } table:
                    options.Table = table;
                    if (!args.Contains("--grants")) options.Grants = [1_000, 10_000, 100_000];
                    break;
                case "--over" when value is "http" or "https": options.Over = value; break;
                case "--ask" when value is "repeat" or "first" or "unknown": options.Ask = Enum.Parse<Question>(value, ignoreCase: true); break;
                case "--redemptions" when Number(value, 1_000_000) is { } redemptions: options.Redemptions = redemptions; break;
                default: return null;
            }

            i++;
        }

        return options;
    }

    private static StoreUri.DynamoDb? ParseTable(string text)
    {
        try
        {
            // An address would be that of a real table, or of somebody's emulator: this run makes its own.
            return StoreUri.Parse(text) is StoreUri.DynamoDb { Endpoint: null } table ? table : null;
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static int[]? ParseList(string text)
    {
        var numbers = text.Split(',').Select(part => Number(part, 5_000_000)).ToArray();
        return numbers.All(number => number is not null) ? [.. numbers.Select(number => number!.Value).Distinct().Order()] : null;
    }

    private static int? Number(string text, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= maximum ? number : null;
}
