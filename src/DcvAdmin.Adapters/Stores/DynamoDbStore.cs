using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Reporting;
using DcvAdmin.Time;
using DcvAdmin.Tokens;

namespace DcvAdmin.Stores;

/// <summary>An open store in a table of DynamoDB: grants, audit chain, clock and the authenticator over them.</summary>
public sealed class DynamoDbStore : IOpenStore
{
    private readonly DynamoDbTable _table;
    private readonly DynamoDbAuditLog _audit;
    private int _isDisposed;

    private DynamoDbStore(StoreUri.DynamoDb uri, DynamoDbTable table, Func<DateTimeOffset> wallClock)
    {
        _table = table;
        _audit = new DynamoDbAuditLog(table);
        Tokens = new DynamoDbTokenStore(table, _audit, uri.HonoursPlaintext);
        var stopwatch = Stopwatch.StartNew();
        Clock = new SteadyClock(wallClock, () => stopwatch.Elapsed);
        Authenticator = new TokenAuthenticator(Tokens, _audit, Clock, SystemRandom.Fill) { EarlyTolerance = table.Options.ClockTolerance };
    }

    /// <inheritdoc/>
    public ITokenStore Tokens { get; }

    /// <inheritdoc/>
    public IAuditLog Audit => _audit;

    /// <inheritdoc/>
    public SteadyClock Clock { get; }

    /// <inheritdoc/>
    public TokenAuthenticator Authenticator { get; }

    /// <summary>Finds credentials and region; the table itself is asked by the first call that needs it.</summary>
    /// <param name="uri">Which table.</param>
    /// <param name="options">What is tuned.</param>
    /// <param name="wallClock">The machine's clock.</param>
    /// <param name="report">Is told of each request and each retry.</param>
    /// <param name="cancellationToken">Gives up the search for credentials.</param>
    /// <exception cref="StoreException">There are no credentials or no region.</exception>
    public static async Task<DynamoDbStore> OpenAsync(StoreUri.DynamoDb uri, DynamoDbOptions options, Func<DateTimeOffset> wallClock, IWorkReport report, CancellationToken cancellationToken)
    {
        if (uri is null) throw new ArgumentNullException(nameof(uri));
        if (options is null) throw new ArgumentNullException(nameof(options));
        if (wallClock is null) throw new ArgumentNullException(nameof(wallClock));

        return new DynamoDbStore(uri, await DynamoDbTable.OpenAsync(uri, TableLayout.Tokens, options, wallClock, report, cancellationToken).ConfigureAwait(false), wallClock);
    }

    /// <inheritdoc/>
    public async Task<StoreException?> FindFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _table.ProbeAsync().AbandonOn(cancellationToken).ConfigureAwait(false);
            return _audit.Fault;
        }
        catch (StoreException fault)
        {
            return fault;
        }
    }

    /// <summary>Appends the audit records that wait, then closes.</summary>
    /// <exception cref="StoreException">Audit records could not be written.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        try
        {
            _audit.Dispose();
        }
        finally
        {
            _table.Dispose();
        }
    }
}
