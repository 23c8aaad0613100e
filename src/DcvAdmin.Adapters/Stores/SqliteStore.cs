using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Time;
using DcvAdmin.Tokens;

namespace DcvAdmin.Stores;

/// <summary>An open SQLite store: grants, audit chain, a clock that starts no earlier than the last record, and the authenticator over them.</summary>
public sealed class SqliteStore : IOpenStore
{
    /// <summary>How far the clock may stand before the last record without being taken for wrong. Two processes on one machine differ by less.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly SqliteDatabase _database;
    private readonly SqliteAuditLog _audit;

    private SqliteStore(SqliteDatabase database, SqliteAuditLog audit, SteadyClock clock)
    {
        _database = database;
        Tokens = new SqliteTokenStore(database);
        _audit = audit;
        Clock = clock;
        Authenticator = new TokenAuthenticator(Tokens, audit, clock, SystemRandom.Fill);
    }

    /// <summary>The grants.</summary>
    public ITokenStore Tokens { get; }

    /// <summary>The audit chain.</summary>
    public IAuditLog Audit => _audit;

    /// <summary>The clock of everything in this store.</summary>
    public SteadyClock Clock { get; }

    /// <summary>Issues and verifies.</summary>
    public TokenAuthenticator Authenticator { get; }

    /// <summary>Opens the store, making the file where it does not exist.</summary>
    /// <param name="uri">Which file.</param>
    /// <param name="options">What is tuned.</param>
    /// <param name="wallClock">The machine's clock.</param>
    /// <param name="actor">Who opens it, for the record of an accepted clock that was set back.</param>
    /// <exception cref="StoreException">It cannot be opened, or the clock stands more than <see cref="ClockTolerance"/> before its last record.</exception>
    public static SqliteStore Open(StoreUri.Sqlite uri, SqliteOptions options, Func<DateTimeOffset> wallClock, string actor)
    {
        if (uri is null) throw new ArgumentNullException(nameof(uri));
        if (options is null) throw new ArgumentNullException(nameof(options));
        if (wallClock is null) throw new ArgumentNullException(nameof(wallClock));

        var database = SqliteDatabase.Open(uri.Path, options);
        try
        {
            var audit = new SqliteAuditLog(database);
            var lastRecord = audit.ReadHead().Time;
            var now = wallClock();
            if (lastRecord is { } last && last - now > ClockTolerance)
            {
                if (!options.AcceptClockSetBack) throw ClockBehind(uri, now, last);
                var entry = new AuditEntry { Time = now, Event = AuditEvent.ClockSetBackAccepted, Actor = actor, Detail = FormattableString.Invariant($"the last record was of {last.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}") };
                database.Writer.RunAsync(transaction => { transaction.Append(entry); return true; }, default).GetAwaiter().GetResult();
                lastRecord = null;
            }

            var stopwatch = Stopwatch.StartNew();
            return new SqliteStore(database, audit, new SteadyClock(wallClock, () => stopwatch.Elapsed, lastRecord));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>What keeps the store from its work at this moment; null where it can read, and write or did so last.</summary>
    public async Task<StoreException?> FindFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            _audit.ReadHead();
            // After a fault only a write can tell whether it has passed; without one, a broker that nobody asks any more would stay ill.
            if (_database.Writer.Fault is not null) await _database.Writer.RunAsync(static transaction => transaction.Probe(), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (StoreException fault)
        {
            return fault;
        }
    }

    /// <summary>Commits what was accepted, then closes.</summary>
    /// <exception cref="StoreException">Audit records could not be written.</exception>
    public void Dispose() => _database.Dispose();

    private static StoreException ClockBehind(StoreUri.Sqlite uri, DateTimeOffset now, DateTimeOffset lastRecord) => new(
        StoreFault.ClockBehind,
        FormattableString.Invariant($"The clock of this machine says {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, but the last record in {uri.Path} is of {lastRecord.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: expired tokens would be valid again."),
        "Set the clock; if it was ahead before and is right now, start the broker once with --accept-clock-set-back.");
}
