using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Bench.Verification;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Bench.Tables;

/// <summary>What a verification costs on DynamoDB by the number of stored tokens, beside the published way to do it.</summary>
internal sealed class TableBench(VerifyOptions options, CancellationToken stop)
{
    public const string Scan = "the published way: a scan, first page";

    private const int Sample = 200;
    private const string Verifier = "10.0.0.5";

    private static readonly BasicAWSCredentials Nobody = new("AKIAEXAMPLE", "nobody-checks-it");

    private readonly TableReport _report = new();

    public static async Task<IReport> RunAsync(VerifyOptions options, TextWriter progress, CancellationToken stop)
    {
        // The table is ours and on this machine: whatever credentials and addresses the environment holds are not to be used, or sent anywhere.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", Nobody.GetCredentials().AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", Nobody.GetCredentials().SecretKey);
        var bench = new TableBench(options, stop);
        foreach (var stored in options.Grants)
        {
            await progress.WriteLineAsync(FormattableString.Invariant($"{stored:N0} tokens"));
            await bench.MeasureOursAsync(stored);
            await bench.MeasureScanAsync(stored);
        }

        return bench._report;
    }

    private async Task MeasureOursAsync(int stored)
    {
        await using var server = await TableServer.StartAsync(stop);
        var now = SeedStore.Now();
        for (var i = 0; i < stored; i++) server.Fill(RowOf(i, now));
        var uri = options.Table! with { Region = options.Table!.Region ?? "eu-west-1", Endpoint = server.Address };
        // Whoever verifies a token again may be the process that did it first, or another one.
        using var here = await OpenAsync(uri);
        using var there = await OpenAsync(uri);

        await AddAsync("first redemption: a conditional update", [here], SampleOf(stored), isEachCollected: false);
        await AddAsync("repeat, in the same process: a consistent read", [here], SampleOf(stored), isEachCollected: false);
        await AddAsync("repeat, in another process: a refused update", [there], SampleOf(stored), isEachCollected: false);
        await AddAsync("first redemptions of two processes in turns", [here, there], SampleOf(stored).Select(i => i + 1), isEachCollected: false);
        await AddAsync("first redemption that is collected alone", [here], SampleOf(stored).Select(i => i + 2), isEachCollected: true);

        async Task AddAsync(string question, DynamoDbStore[] stores, IEnumerable<int> tokens, bool isEachCollected)
        {
            int refused = 0, asked = 0;
            double requests = 0, reads = 0, writes = 0, requestsBehind = 0, writesBehind = 0;
            server.ResetCounts();
            foreach (var i in tokens)
            {
                var store = stores[asked++ % stores.Length];
                var result = await store.Authenticator.VerifyAsync(new VerificationRequest("console", AuthToken.FromText(TokenOf(i)), ClientAddress.Parse("192.0.2.7")), Verifier, stop);
                if (result.Failure is { } failure) throw new BenchException($"The store failed: {failure.Message}");
                if (!result.IsGranted) refused++;
                if (isEachCollected) await CollectAsync();
            }

            if (!isEachCollected) await CollectAsync();
            _report.Rows.Add(new TableRow(stored, question, PerOne(requests), PerOne(reads), PerOne(writes), PerOne(requestsBehind), PerOne(writesBehind), PerOne(refused)));

            async Task CollectAsync()
            {
                requests += server.Requests.Values.Sum();
                reads += server.ReadUnits;
                writes += server.WriteUnits;
                if (server.Requests.Keys.Any(operation => operation is not ("UpdateItem" or "GetItem"))) throw new BenchException($"A logon waited for {string.Join(", ", server.Requests.Keys)}.");
                server.ResetCounts();
                foreach (var store in stores) await store.Audit.FlushAsync(stop);
                // Whoever reads records collects first; what he reads after that is not counted, for it grows with the chain.
                await stores[0].Audit.ReadAsync("0.999999999999999", 1, stop);
                requestsBehind += server.Requests.Values.Sum();
                writesBehind += server.WriteUnits;
                server.ResetCounts();
            }
        }
    }

    private async Task MeasureScanAsync(int stored)
    {
        await using var server = await TableServer.StartAsync(stop);
        var now = SeedStore.Now();
        for (var i = 0; i < stored; i++)
        {
            server.Fill(new JsonObject
            {
                ["AuthToken"] = Text(PublishedTokenOf(i)), ["SessionId"] = Text("console"), ["UserName"] = Text($"student-{i:0000000}"),
                ["ExpirationTime"] = new JsonObject { ["N"] = $"{now.AddHours(24).ToUnixTimeSeconds()}" },
            });
        }

        using var client = new AmazonDynamoDBClient(Nobody, new AmazonDynamoDBConfig { ServiceURL = server.Address.AbsoluteUri, AuthenticationRegion = "eu-west-1" });
        var verifier = new ScanVerifier(client, options.Table!.Table);
        var refused = 0;
        foreach (var i in SampleOf(stored))
        {
            if (!await verifier.VerifyAsync(PublishedTokenOf(i), "console", now, stop)) refused++;
        }

        _report.Rows.Add(new TableRow(stored, Scan, PerOne(server.Requests.Values.Sum()), PerOne(server.ReadUnits), PerOne(server.WriteUnits), 0, 0, PerOne(refused)));
    }

    // A row as the store itself writes it, from the layout that docs/aws.md describes; a first redemption would fail on any other.
    private static JsonObject RowOf(int i, DateTimeOffset now)
    {
        var hash = TokenHash.Compute(TokenOf(i));
        return new JsonObject
        {
            ["AuthToken"] = Text($"grant#{hash.ToGrantId()}"),
            ["TokenHash"] = new JsonObject { ["B"] = Convert.ToBase64String(hash.ToByteArray()) },
            ["ForSession"] = Text("console"),
            ["UserName"] = Text($"student-{i:0000000}"),
            ["UserKey"] = Text($"STUDENT-{i:0000000}"),
            ["ExpirationTime"] = Number(now.AddHours(25).ToUnixTimeSeconds()),
            ["IssuedAt"] = Number(now.ToUnixTimeMilliseconds()),
            ["NotBefore"] = Number(now.ToUnixTimeMilliseconds()),
            ["ExpiresAt"] = Number(now.AddHours(1).ToUnixTimeMilliseconds()),
            ["UsePolicy"] = Number((long)TokenUsePolicy.SingleClient),
            ["Issuer"] = Text(@"CORP\admin"),
            ["Label"] = Text("class 7"),
            ["LabelKey"] = Text("CLASS 7"),
            ["Position"] = Number(i + 1),
            ["WriteId"] = Text("0123456789abcdef0123456789abcdef"),
        };
    }

    private static async Task<DynamoDbStore> OpenAsync(StoreUri.DynamoDb uri)
    {
        var store = await DynamoDbStore.OpenAsync(uri, new DynamoDbOptions { AuditDelay = TimeSpan.FromDays(1) }, () => DateTimeOffset.UtcNow, SilentWorkReport.Instance, CancellationToken.None);
        // As a broker and a function do at their start.
        return await store.FindFaultAsync(CancellationToken.None) is { } fault ? throw fault : store;
    }

    // Spread evenly over everything that is stored.
    private static IEnumerable<int> SampleOf(int stored) => Enumerable.Range(0, Sample).Select(i => (int)((long)i * stored / Sample));

    private static double PerOne(double total) => total / Sample;

    private static string TokenOf(int i) => $"token-{i:0000000}-0123456789012345678901234567890123"[..43];

    private static string PublishedTokenOf(int i) => $"{i:0000000}abcdefghijklmnopqrstuvwxy";

    private static JsonObject Text(string text) => new() { ["S"] = text };

    private static JsonObject Number(long number) => new() { ["N"] = number.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
