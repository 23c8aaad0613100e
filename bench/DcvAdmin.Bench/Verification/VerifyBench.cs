using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Bench.Servers;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Bench.Verification;

/// <summary>The broker's verifier beside a bare endpoint, in one run: every row's slices take turns, and the row is the median of its rounds.</summary>
internal sealed class VerifyBench : IDisposable
{
    private const int TokensInACall = TokenAuthenticator.MaximumBatch;
    private const int IssueCalls = 5;

    public const int WarmUps = 2;

    private readonly VerifyOptions _options;
    private readonly TextWriter _progress;
    private readonly CancellationToken _stop;
    private readonly string _folder;
    private readonly TokenList _tokens;
    private readonly SeedStore _seed;
    private readonly VerifyReport _report;

    private VerifyBench(VerifyOptions options, TextWriter progress, CancellationToken stop)
    {
        _options = options;
        _progress = progress;
        _stop = stop;
        _folder = Directory.CreateTempSubdirectory("dcvadmin-bench-").FullName;
        _tokens = new TokenList("used", options.Grants[^1]);
        _seed = new SeedStore(_folder, _tokens);
        _report = new VerifyReport(options);
    }

    public static async Task<IReport> RunAsync(VerifyOptions options, TextWriter progress, CancellationToken stop)
    {
        using var bench = new VerifyBench(options, progress, stop);
        foreach (var grants in options.Grants)
        {
            bench.Say($"{grants:N0} grants: filling the store");
            await bench._seed.GrowToAsync(grants, stop);
            if (options.Over is null or "http") await bench.MeasureAsync(grants, isPlain: true);
            if (options.Over is null or "https") await bench.MeasureAsync(grants, isPlain: false);
        }

        return bench._report;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task MeasureAsync(int grants, bool isPlain)
    {
        var transport = isPlain ? "HTTP" : "HTTPS";
        using (var broker = await StartBrokerAsync(AppContext.BaseDirectory, $"{transport}-{grants}", grants, isPlain))
        using (var baseline = _options.Baseline is { } folder
            ? await StartBrokerAsync(folder, $"{transport}-{grants}-baseline", grants, isPlain)
            : await StartBareAsync(broker, grants))
        {
            foreach (var question in Enum.GetValues<Question>())
            {
                if (_options.Ask is { } only && only != question) continue;
                var row = new ReportRow(transport, grants, question);
                await MeasureAsync(row, baseline, broker);
                _report.Rows.Add(row);
            }

            if (!isPlain && grants == _options.Grants[^1] && _options.Ask is null) _report.Issue = await MeasureIssueAsync(grants, broker.DataFolder);
        }

        foreach (var file in Directory.EnumerateFiles(_folder, $"{transport}-{grants}*.db*")) File.Delete(file);
    }

    private async Task MeasureAsync(ReportRow row, Contender baseline, Contender broker)
    {
        Say($"{row.Grants:N0} grants over {row.Transport}: warming up");
        await baseline.PrepareAsync(row.Question, _stop);
        await broker.PrepareAsync(row.Question, _stop);
        for (var i = 0; i < WarmUps; i++)
        {
            baseline.Run(row.Question, Math.Max(1, _options.Seconds), _stop);
            broker.Run(row.Question, Math.Max(1, _options.Seconds), _stop);
        }

        for (var round = 1; round <= _options.Rounds; round++)
        {
            var onBaseline = baseline.Run(row.Question, _options.Seconds, _stop);
            row.Add(onBaseline, broker.Run(row.Question, _options.Seconds, _stop));
            Say($"{row.Grants:N0} grants over {row.Transport}, round {round}: {row.Question} {row.LastRatio:0.00} of {onBaseline.RequestsPerSecond:N0}/s");
        }

        row.Measure(baseline.Server.Process, broker.Server.Process);
    }

    private async Task<Contender> StartBrokerAsync(string programFolder, string name, int grants, bool isPlain)
    {
        var store = _seed.Copy(name + ".db");
        var dataFolder = Path.Combine(_folder, name);
        var server = await BrokerServer.StartAsync(programFolder, dataFolder, store, isPlain, _stop);
        return new BrokerContender(server, dataFolder, store, isPlain, _options, _tokens, grants);
    }

    private async Task<Contender> StartBareAsync(Contender broker, int grants)
    {
        var server = await BareServer.StartAsync(broker.IsPlain ? null : BrokerServer.CertificateFile(broker.DataFolder), BareScript.Reply, _stop);
        return new BareContender(server, broker.DataFolder, broker.IsPlain, _options, _tokens, grants);
    }

    private async Task<IssueResult> MeasureIssueAsync(int grants, string dataFolder)
    {
        var credentials = BrokerServer.ApiClientFile(dataFolder);
        using var connection = await new AdapterFactory().OpenStoreAsync(
            StoreUri.Parse(BrokerServer.ClientApi(dataFolder)), new StoreAccess { Actor = "bench", CredentialFile = credentials }, _stop);
        var seconds = new List<double>();
        for (var call = 1; call <= IssueCalls; call++)
        {
            var requests = Enumerable.Range(0, TokensInACall).Select(i => new TokenRequest { SessionId = $"class-{i % 40:00}", UserName = $"student-{call}-{i}", Label = $"class {call}" }).ToArray();
            var begunAt = Stopwatch.GetTimestamp();
            var results = await connection.Tokens.IssueAsync(requests, _stop);
            seconds.Add(Stopwatch.GetElapsedTime(begunAt).TotalSeconds);
            if (results.Count != TokensInACall || results.Any(result => result.Token is null)) throw new BenchException("The broker did not issue every token.");
            Say($"{TokensInACall:N0} tokens in one call, on {grants:N0} grants: {seconds[^1]:0.00} s");
        }

        return new IssueResult(grants, TokensInACall, IssueCalls, Statistics.Median(seconds), seconds.Max());
    }

    private void Say(FormattableString text) => _progress.WriteLine(FormattableString.Invariant(text));
}
