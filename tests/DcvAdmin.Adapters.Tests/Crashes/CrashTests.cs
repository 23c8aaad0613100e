using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Stores;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Crashes;

public sealed class CrashTests : IDisposable
{
    private const string RoundsVariable = "DCVADMIN_CRASH_ROUNDS";
    private const int DefaultRounds = 200;
    private const int RoundsOnAStore = 20;
    private const int Lanes = 2;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill_and_nothing_is_half_done()
    {
        var rounds = Environment.GetEnvironmentVariable(RoundsVariable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultRounds;
        var stores = new Queue<int>(Enumerable.Range(0, (rounds + RoundsOnAStore - 1) / RoundsOnAStore));
        int kills = 0, comparisons = 0, acknowledged = 0, records = 0;

        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(LaneAsync, Cancel)));

        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {comparisons} comparisons, {acknowledged} acknowledged operations, {records} audit records");
        Assert.True(kills >= rounds);
        // A process that is killed before it has done anything proves nothing: most must have got to work.
        Assert.True(acknowledged > 10 * kills, $"Only {acknowledged} operations were acknowledged before {kills} kills.");

        async Task LaneAsync()
        {
            while (true)
            {
                int store;
                lock (stores)
                {
                    if (!stores.TryDequeue(out store)) return;
                }

                var work = new AcknowledgedWork();
                var path = _folder.File(string.Create(CultureInfo.InvariantCulture, $"store {store}.db"));
                var found = 0;
                for (var round = 0; round < RoundsOnAStore; round++)
                {
                    await RunUntilKilledAsync(path, seed: (store * RoundsOnAStore + round) * 10, work);
                    Interlocked.Increment(ref kills);
                    // Where nobody looks in between, the next process finds the log as the killed one left it.
                    if (Random.Shared.Next(3) == 0 && round < RoundsOnAStore - 1) continue;
                    found = await CompareAsync(path, work);
                    Interlocked.Increment(ref comparisons);
                }

                Interlocked.Add(ref acknowledged, work.Count);
                Interlocked.Add(ref records, found);
            }
        }
    }

    [Fact]
    public async Task Of_two_processes_that_race_for_the_same_tokens_one_gets_each()
    {
        const int Tokens = 400, TokensAtOnce = 4;
        var path = _folder.File("store.db");
        string[] tokens;
        using (var store = SqliteStore.Open(StoreUri.Sqlite.AtPath(path), new SqliteOptions(), () => DateTimeOffset.UtcNow, "admin"))
        {
            var request = new TokenRequest { SessionId = "console", UserName = "alice", UsePolicy = TokenUsePolicy.SingleUse };
            tokens = [.. (await store.Authenticator.AsAdministrator("admin").IssueAsync([.. Enumerable.Repeat(request, Tokens)], Cancel)).Select(result => result.Token!.Reveal())];
        }

        var racers = new[] { "192.0.2.1", "192.0.2.2" }.Select(address => CrashWriterProcess.Start(["race", path, address])).ToArray();
        var said = new List<string>[] { [], [] };
        try
        {
            foreach (var racer in racers)
            {
                Assert.Equal("ready", await racer.ReadLineAsync(Cancel));
                foreach (var token in tokens) racer.Tell(token);
                racer.Tell(string.Empty);
            }

            foreach (var racer in racers) Assert.Equal("opened", await racer.ReadLineAsync(Cancel));
            for (var left = Tokens; left > 0; left -= TokensAtOnce)
            {
                // In step, or the process that starts a moment sooner has redeemed them all before the other begins.
                foreach (var racer in left / TokensAtOnce % 2 == 0 ? racers : racers.Reverse()) racer.Tell("go");
                for (var i = 0; i < racers.Length; i++)
                {
                    for (var line = 0; line < TokensAtOnce; line++) said[i].Add(await racers[i].ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The process ended by itself."));
                }
            }

            foreach (var racer in racers) Assert.Empty(await racer.ReadToEndAsync(Cancel));
        }
        finally
        {
            foreach (var racer in racers) racer.Dispose();
        }

        Assert.All(said, lines => Assert.Equal(Tokens, lines.Count));
        var yes = said.SelectMany(lines => lines).Where(line => line.StartsWith("yes ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToArray();
        Assert.Equal(Tokens, yes.Length);
        Assert.Equal(Tokens, yes.Distinct().Count());
        Assert.All(said.SelectMany(lines => lines).Where(line => !line.StartsWith("yes ", StringComparison.Ordinal)), line => Assert.EndsWith(" UsedUp", line, StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine($"first: {said[0].Count(line => line.StartsWith("yes ", StringComparison.Ordinal))} of {Tokens}");

        using var again = SqliteStore.Open(StoreUri.Sqlite.AtPath(path), new SqliteOptions(), () => DateTimeOffset.UtcNow, "admin");
        var entries = await StoreSamples.ReadAuditAsync(again);
        Assert.Equal(Tokens, entries.Where(entry => entry.Event == AuditEvent.TokenGranted).Select(entry => entry.GrantId).Distinct().Count());
        Assert.Equal(Tokens, entries.Count(entry => entry.Event == AuditEvent.TokenGranted));
        Assert.Equal(Tokens, entries.Count(entry => entry.Denial == DenialReason.UsedUp));
        await StoreSamples.AssertIntactAsync(again);
    }

    private static async Task RunUntilKilledAsync(string path, int seed, AcknowledgedWork work)
    {
        using var process = CrashWriterProcess.Start(["write", path, seed.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal("ready", await process.ReadLineAsync(Cancel));
        process.Tell("go");
        // By lines and not by time, so that a slow machine kills at the same places; the few lowest numbers hit the opening.
        for (var left = Random.Shared.Next(1, 120); left > 0; left--)
            work.Add(await process.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The process ended by itself."));
        process.Kill();
        // What it had said before it died is in the pipe and counts.
        foreach (var line in await process.ReadToEndAsync(Cancel)) work.Add(line);
    }

    private static async Task<int> CompareAsync(string path, AcknowledgedWork work)
    {
        using var store = SqliteStore.Open(StoreUri.Sqlite.AtPath(path), new SqliteOptions(), () => DateTimeOffset.UtcNow, "comparison");
        var audit = await StoreSamples.ReadAuditAsync(store);
        work.AssertIsIn(await StoreSamples.FindAllAsync(store), audit);
        await StoreSamples.AssertIntactAsync(store);
        return audit.Count;
    }
}
