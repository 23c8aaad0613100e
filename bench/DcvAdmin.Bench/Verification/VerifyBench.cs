using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Load;
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

    // What a slice left undone (the audit group commit comes within half a second) must not run in the next one, which may be the bare endpoint's.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(700);

    private readonly VerifyOptions _options;
    private readonly TextWriter _progress;
    private readonly CancellationToken _stop;
    private readonly string _folder;
    private readonly TokenList _tokens;
    private readonly SeedStore _seed;
    private readonly BenchReport _report;

    private VerifyBench(VerifyOptions options, TextWriter progress, CancellationToken stop)
    {
        _options = options;
        _progress = progress;
        _stop = stop;
        _folder = Directory.CreateTempSubdirectory("dcvadmin-bench-").FullName;
        _tokens = new TokenList("used", options.Grants[^1]);
        _seed = new SeedStore(_folder, _tokens);
        _report = new BenchReport(options);
    }

    public static async Task<BenchReport> RunAsync(VerifyOptions options, TextWriter progress, CancellationToken stop)
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
        var dataFolder = Path.Combine(_folder, $"{transport}-{grants}");
        var store = _seed.Copy($"{transport}-{grants}.db");
        using (var broker = await BrokerServer.StartAsync(dataFolder, store, isPlain, _stop))
        using (var bare = await BareServer.StartAsync(isPlain ? null : BrokerServer.CertificateFile(dataFolder), BareScript.Reply, _stop))
        using (var toBroker = new ConnectionSet(broker.Endpoint, isPlain ? null : BrokerServer.AuthorityFile(dataFolder), _options.Connections))
        using (var toBare = new ConnectionSet(bare.Endpoint, isPlain ? null : BrokerServer.AuthorityFile(dataFolder), _options.Connections))
        {
            Script asBare = new BareScript(bare.Endpoint, _tokens, grants);
            Script repeat = new RepeatScript(broker.Endpoint, _tokens, grants);
            Script unknown = new UnknownTokenScript(broker.Endpoint);
            SliceResult Bare(double seconds) => LoadSlice.Run(asBare, bare, toBare.Open, seconds, _stop);
            SliceResult Broker(Script script, double seconds) => Settled(LoadSlice.Run(script, broker, toBroker.Open, seconds, _stop));

            Say($"{grants:N0} grants over {transport}: warming up");
            var warmUp = Math.Max(1, _options.Seconds);
            for (var i = 0; i < 2; i++)
            {
                Bare(warmUp);
                Broker(repeat, warmUp);
                Broker(unknown, warmUp / 2);
            }

            var repeats = new ReportRow(transport, grants, Question.Repeat);
            var denials = new ReportRow(transport, grants, Question.Unknown);
            for (var round = 1; round <= _options.Rounds && _options.Ask != Question.First; round++)
            {
                var baseline = Bare(_options.Seconds);
                if (_options.Asks(Question.Repeat)) AddRound(repeats, round, baseline, Broker(repeat, _options.Seconds), bare, broker);
                if (_options.Asks(Question.Unknown)) AddRound(denials, round, baseline, Broker(unknown, _options.Seconds), bare, broker);
            }

            if (_options.Asks(Question.Repeat)) _report.Rows.Add(repeats);
            if (_options.Asks(Question.Unknown)) _report.Rows.Add(denials);
            if (_options.Asks(Question.First)) _report.Rows.Add(await MeasureFirstRedemptionsAsync(new ReportRow(transport, grants, Question.First), store, Bare, Broker, bare, broker));
            if (!isPlain && grants == _options.Grants[^1] && _options.Ask is null) _report.Issue = await MeasureIssueAsync(grants, dataFolder);
        }

        foreach (var file in Directory.EnumerateFiles(_folder, Path.GetFileName(store) + "*")) File.Delete(file);
    }

    private async Task<ReportRow> MeasureFirstRedemptionsAsync(
        ReportRow row, string store, Func<double, SliceResult> onBare, Func<Script, double, SliceResult> onBroker, RunningServer bare, RunningServer broker)
    {
        var inASlice = _options.Redemptions;
        var tokens = new TokenList("fresh", inASlice * (_options.Rounds + 1));
        await SeedStore.PutAsync(store, tokens.FreshGrants(SeedStore.Now()), _stop);
        onBroker(new FirstRedemptionScript(broker.Endpoint, tokens, 0, inASlice), 0);
        for (var round = 1; round <= _options.Rounds; round++)
        {
            var baseline = onBare(_options.Seconds);
            AddRound(row, round, baseline, onBroker(new FirstRedemptionScript(broker.Endpoint, tokens, round * inASlice, inASlice), 0), bare, broker);
        }

        return row;
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

        return new IssueResult(grants, TokensInACall, IssueCalls, ReportRow.Median(seconds), seconds.Max());
    }

    private void AddRound(ReportRow row, int round, SliceResult onBare, SliceResult onBroker, RunningServer bare, RunningServer broker)
    {
        row.Add(onBare, onBroker);
        row.Measure(bare.Process, broker.Process);
        Say($"{row.Grants:N0} grants over {row.Transport}, round {round}: {row.Question} {row.LastRatio:0.00} of {onBare.RequestsPerSecond:N0}/s");
    }

    private static SliceResult Settled(SliceResult result)
    {
        Thread.Sleep(Settling);
        return result;
    }

    private void Say(FormattableString text) => _progress.WriteLine(FormattableString.Invariant(text));

    /// <summary>Open connections to one server.</summary>
    private sealed class ConnectionSet : IDisposable
    {
        private readonly X509Certificate2? _authority;

        public ConnectionSet(System.Net.IPEndPoint server, string? authorityFile, int count)
        {
            _authority = authorityFile is null ? null : X509CertificateLoader.LoadCertificateFromFile(authorityFile);
            for (var i = 0; i < count; i++) Open.Add(new LoadConnection(server, _authority));
        }

        public List<LoadConnection> Open { get; } = [];

        public void Dispose()
        {
            foreach (var connection in Open) connection.Dispose();
            _authority?.Dispose();
        }
    }
}
