using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Aws;
using DcvAdmin.Connections;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;
using DcvAdmin.Stores;
using DcvAdmin.Time;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>A store that does what a test tells it: fails, blocks, or throws what no store should.</summary>
internal sealed class StoreDouble : IAdapterFactory, IStoreConnection, ITokenStore, IAuditLog
{
    public StoreDouble() => Authenticator = new TokenAuthenticator(this, this, new SteadyClock(() => DateTimeOffset.UtcNow, () => TimeSpan.FromTicks(Environment.TickCount64)), bytes => Random.Shared.NextBytes(bytes));

    /// <summary>What opening does; null for success.</summary>
    public Func<Task>? OnOpen { get; set; }

    public Func<Task<Redemption>>? OnRedeem { get; set; }

    public Func<Task>? OnPut { get; set; }

    public Func<Task>? OnFlush { get; set; }

    public Func<Task<int>>? OnPurge { get; set; }

    public (DateTimeOffset ExpiredBefore, string Actor, DateTimeOffset Now, CancellationToken Stop)? Purged { get; private set; }

    public int TimesOpened { get; private set; }

    public bool IsClosed { get; private set; }

    public ITokenAdministration Tokens => throw new NotSupportedException();

    public TokenAuthenticator? Authenticator { get; }

    public static StoreException Unavailable => new(StoreFault.Unavailable, "The table cannot be reached.", "Look at the network.");

    public async Task<IStoreConnection> OpenStoreAsync(StoreUri store, StoreAccess access, CancellationToken cancellationToken)
    {
        TimesOpened++;
        if (OnOpen is not null) await OnOpen();
        return this;
    }

    public async Task<Redemption> RedeemAsync(TokenHash hash, RedemptionContext context, CancellationToken cancellationToken) =>
        OnRedeem is null ? new Redemption(Grant(hash), null) : await OnRedeem();

    public async Task PutAsync(IReadOnlyList<TokenGrant> grants, CancellationToken cancellationToken)
    {
        if (OnPut is not null) await OnPut();
    }

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task FlushAsync(CancellationToken cancellationToken) => OnFlush?.Invoke() ?? Task.CompletedTask;

    public void Dispose() => IsClosed = true;

    public Task<TokenGrant?> GetAsync(TokenHash hash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<TokenGrant>> FindAsync(TokenFilter filter, DateTimeOffset now, string? cursor, int pageSize, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RevocationResult>> RevokeAsync(IReadOnlyList<TokenGrantId> ids, string actor, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> PurgeAsync(DateTimeOffset expiredBefore, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Purged = (expiredBefore, actor, now, cancellationToken);
        return OnPurge?.Invoke() ?? throw new NotSupportedException();
    }

    public Task<Page<AuditRecord>> ReadAsync(string? cursor, int pageSize, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IWorkspaceInventory> OpenInventoryAsync(StoreUri store, StoreAccess access, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IVerifierClient CreateVerifierClient(string? caFile) => throw new NotSupportedException();

    public IAwsSession OpenAws(AwsAccess access) => throw new NotSupportedException();

    public IConnectionFileWriter CreateConnectionFileWriter() => throw new NotSupportedException();

    public INetworkProbe CreateNetworkProbe() => throw new NotSupportedException();

    public IHostConfiguration OpenHostConfiguration(HostPlace place) => throw new NotSupportedException();

    public IDcvService FindDcvService() => throw new NotSupportedException();

    public IVerifierProbe CreateVerifierProbe() => throw new NotSupportedException();

    public IHostReports CreateHostReports() => throw new NotSupportedException();

    private static TokenGrant Grant(TokenHash hash) => new()
    {
        Hash = hash,
        SessionId = "console",
        UserName = "anna",
        IssuedAt = DateTimeOffset.UtcNow,
        NotBefore = DateTimeOffset.UtcNow,
        ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        UsePolicy = TokenUsePolicy.MultiUse,
        Issuer = "test",
    };
}
