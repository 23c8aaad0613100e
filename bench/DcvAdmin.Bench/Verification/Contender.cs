using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Load;
using DcvAdmin.Bench.Servers;

namespace DcvAdmin.Bench.Verification;

/// <summary>One of the two servers that take turns: the server, the connections to it and what it is asked.</summary>
internal abstract class Contender : IDisposable
{
    private readonly X509Certificate2? _authority;
    private readonly List<LoadConnection> _connections = [];

    protected Contender(RunningServer server, string dataFolder, bool isPlain, int connections)
    {
        Server = server;
        DataFolder = dataFolder;
        IsPlain = isPlain;
        _authority = isPlain ? null : X509CertificateLoader.LoadCertificateFromFile(BrokerServer.AuthorityFile(dataFolder));
        for (var i = 0; i < connections; i++) _connections.Add(new LoadConnection(server.Endpoint, _authority));
    }

    public RunningServer Server { get; }

    /// <summary>Where the certificate's files are.</summary>
    public string DataFolder { get; }

    public bool IsPlain { get; }

    /// <summary>Puts in place what the question needs.</summary>
    public abstract Task PrepareAsync(Question question, CancellationToken cancellationToken);

    public virtual SliceResult Run(Question question, double seconds, CancellationToken cancellationToken) =>
        LoadSlice.Run(ScriptFor(question), Server, _connections, seconds, cancellationToken);

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        _authority?.Dispose();
        Server.Dispose();
    }

    protected abstract Script ScriptFor(Question question);
}

/// <summary>The bare endpoint: whatever the question, it gets the requests of a repeat verification.</summary>
internal sealed class BareContender(RunningServer server, string dataFolder, bool isPlain, VerifyOptions options, TokenList tokens, int grants)
    : Contender(server, dataFolder, isPlain, options.Connections)
{
    private readonly BareScript _script = new(server.Endpoint, tokens, grants);

    public override Task PrepareAsync(Question question, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Script ScriptFor(Question question) => _script;
}

/// <summary>A broker on a store of its own.</summary>
internal sealed class BrokerContender(RunningServer server, string dataFolder, string store, bool isPlain, VerifyOptions options, TokenList tokens, int grants)
    : Contender(server, dataFolder, isPlain, options.Connections)
{
    // What a slice left undone (the audit's group commit comes within half a second) must not run in the next one, which is the other server's.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(700);

    private readonly RepeatScript _repeat = new(server.Endpoint, tokens, grants);
    private readonly UnknownTokenScript _unknown = new(server.Endpoint);
    private TokenList? _fresh;
    private int _used;

    public override async Task PrepareAsync(Question question, CancellationToken cancellationToken)
    {
        if (question != Question.First) return;
        _fresh = new TokenList("fresh", options.Redemptions * (options.Rounds + VerifyBench.WarmUps));
        await SeedStore.PutAsync(store, _fresh.FreshGrants(SeedStore.Now()), cancellationToken);
    }

    public override SliceResult Run(Question question, double seconds, CancellationToken cancellationToken)
    {
        var result = base.Run(question, seconds, cancellationToken);
        Thread.Sleep(Settling);
        return result;
    }

    protected override Script ScriptFor(Question question) => question switch
    {
        Question.Repeat => _repeat,
        Question.Unknown => _unknown,
        _ => NextFresh(),
    };

    private FirstRedemptionScript NextFresh()
    {
        var from = _used;
        _used += options.Redemptions;
        return new FirstRedemptionScript(Server.Endpoint, _fresh!, from, options.Redemptions);
    }
}
