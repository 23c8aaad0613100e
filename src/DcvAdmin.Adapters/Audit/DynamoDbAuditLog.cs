using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using static DcvAdmin.Tokens.GrantItems;

namespace DcvAdmin.Audit;

/// <summary>
/// The audit log in a table of DynamoDB. A record is durable in the item of its grant, or with others in one of its own; <see cref="ChainCollector"/> brings it into the chain later.
/// </summary>
internal sealed class DynamoDbAuditLog : IAuditLog, IDisposable
{
    private const int MostWaiting = 131_072;
    private const int MostBytes = 64 * 1024;
    private const int SegmentsAtATime = 20;

    private readonly object _gate = new();
    private readonly Queue<string> _waiting = new();
    private readonly SemaphoreSlim _turnToWrite = new(1, 1);
    private readonly SemaphoreSlim _turnToCollect = new(1, 1);
    private readonly DynamoDbTable _table;
    private readonly ChainCollector _chain;
    private readonly Timer _timer;
    private Batch? _unwritten;
    private StoreException? _fault;
    private bool _isTimed;

    public DynamoDbAuditLog(DynamoDbTable table)
    {
        _table = table;
        _chain = new ChainCollector(table);
        _timer = new Timer(_ => Task.Run(WriteInTimeAsync));
    }

    /// <summary>What keeps the records that wait from being written; null where nothing does.</summary>
    public StoreException? Fault
    {
        get
        {
            lock (_gate) return _fault;
        }
    }

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            Append(entry ?? throw new ArgumentNullException(nameof(entry)));
            return Task.CompletedTask;
        }
        catch (StoreException failure)
        {
            return Task.FromException(failure);
        }
    }

    public Task FlushAsync(CancellationToken cancellationToken) => WriteAllAsync().AbandonOn(cancellationToken);

    public Task<Page<AuditRecord>> ReadAsync(string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1000 records.");
        var (after, segment) = ParseCursor(cursor);
        return ReadAsync(after, segment, pageSize).AbandonOn(cancellationToken);
    }

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        await TryCollectAsync().AbandonOn(cancellationToken).ConfigureAwait(false);
        var head = await _chain.ReadHeadAsync().ConfigureAwait(false);
        var walked = new AuditChain(AuditHead.Empty);
        for (var segment = 1L; segment <= head.Segment; segment += SegmentsAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (_, records) in await _chain.ReadSegmentsAsync(head, segment, SegmentsAtATime).ConfigureAwait(false))
            {
                foreach (var record in records)
                {
                    var intact = walked.Head.Sequence;
                    if (walked.Check(record) is { } flaw) return new AuditVerification(intact, flaw, head.End);
                }
            }
        }

        return new AuditVerification(walked.Head.Sequence, walked.CheckEnd(head.End), head.End);
    }

    /// <summary>Takes an entry that accompanies no other write.</summary>
    /// <exception cref="StoreException">No more can wait.</exception>
    public void Append(AuditEntry entry)
    {
        lock (_gate)
        {
            if (_waiting.Count >= MostWaiting)
                throw new StoreException(StoreFault.Unavailable, $"{MostWaiting} audit records wait for the {_table.Description}; no more can be kept.", "See in the log why they cannot be written.");
            _waiting.Enqueue(AuditEntryText.Write(entry, RecordMark.Next()));
            StartTimer();
        }
    }

    /// <summary>Takes an entry, and completes when it is durable.</summary>
    public Task AppendDurablyAsync(AuditEntry entry)
    {
        Append(entry);
        return WriteAllAsync();
    }

    /// <summary>Brings all records that items hold into the chain, whichever process they are of.</summary>
    public async Task CollectAsync()
    {
        await _turnToCollect.WaitAsync().ConfigureAwait(false);
        try
        {
            await _chain.CollectAsync().ConfigureAwait(false);
        }
        finally
        {
            _turnToCollect.Release();
        }
    }

    /// <exception cref="StoreException">Records could not be written.</exception>
    public void Dispose()
    {
        _timer.Dispose();
        // Off the caller's thread, which may have a context that our continuations would wait for.
        Task.Run(WriteAllAsync).GetAwaiter().GetResult();
        _turnToWrite.Dispose();
        _turnToCollect.Dispose();
    }

    private async Task<Page<AuditRecord>> ReadAsync(long after, long segment, int pageSize)
    {
        await TryCollectAsync().ConfigureAwait(false);
        var head = await _chain.ReadHeadAsync().ConfigureAwait(false);
        var records = new List<AuditRecord>();
        while (segment <= head.Segment)
        {
            foreach (var (number, stored) in await _chain.ReadSegmentsAsync(head, segment, SegmentsAtATime).ConfigureAwait(false))
            {
                foreach (var record in stored.Where(record => record.Sequence > after))
                {
                    if (records.Count == pageSize) return new Page<AuditRecord>(records, FormatCursor(records[pageSize - 1].Sequence, number));
                    records.Add(record);
                }
            }

            segment += SegmentsAtATime;
        }

        return new Page<AuditRecord>(records, null);
    }

    // Who may only read reads what the chain holds.
    private async Task TryCollectAsync()
    {
        try
        {
            await CollectAsync().ConfigureAwait(false);
        }
        catch (StoreException failure) when (failure.Fault == StoreFault.AccessDenied)
        {
        }
    }

    private async Task WriteAllAsync()
    {
        await _turnToWrite.WaitAsync().ConfigureAwait(false);
        try
        {
            while ((_unwritten ??= NextBatch()) is { } batch)
            {
                await WriteAsync(batch).ConfigureAwait(false);
                _unwritten = null;
            }

            lock (_gate) _fault = null;
        }
        catch (StoreException failure)
        {
            // They wait on, and the fault may pass.
            lock (_gate)
            {
                _fault = failure;
                StartTimer();
            }

            throw;
        }
        finally
        {
            _turnToWrite.Release();
        }
    }

    private Batch? NextBatch()
    {
        var texts = new List<string>();
        lock (_gate)
        {
            for (var bytes = 0; _waiting.Count > 0 && (texts.Count == 0 || bytes + _waiting.Peek().Length <= MostBytes);)
            {
                bytes += _waiting.Peek().Length;
                texts.Add(_waiting.Dequeue());
            }
        }

        return texts.Count == 0 ? null : new Batch(DynamoDbSchema.NewPendingKey(), texts);
    }

    // Its key is that of every attempt, and its item stays for a day after its records went into the chain: no repetition brings them there twice.
    private async Task WriteAsync(Batch batch)
    {
        var item = TableLayout.Tokens.KeyOf(batch.Key);
        item["AuditPending"] = Text(DynamoDbSchema.PendingMark);
        item["PendingRecords"] = new() { SS = batch.Texts };
        try
        {
            await _table.PutAsync(item, new ItemWrite { Condition = "attribute_not_exists(AuthToken)" }, stands: true).ConfigureAwait(false);
        }
        catch (ConditionNotMetException)
        {
            // An earlier attempt had arrived.
        }
    }

    private void StartTimer()
    {
        if (_isTimed) return;
        _isTimed = true;
        try
        {
            _timer.Change(_table.Options.AuditDelay, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The store closes, and its last act is to write what waits.
        }
    }

    private async Task WriteInTimeAsync()
    {
        lock (_gate) _isTimed = false;
        try
        {
            await WriteAllAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StoreException or ObjectDisposedException)
        {
            // They wait on, and FindFaultAsync tells whoever asks for the store's health.
        }
    }

    private static string FormatCursor(long sequence, long segment) => string.Format(CultureInfo.InvariantCulture, "{0}.{1}", sequence, segment);

    private static (long After, long Segment) ParseCursor(string? cursor)
    {
        if (cursor is null) return (0, 1);
        var parts = cursor.Split('.');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var after) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var segment) && segment > 0
            ? (after, segment)
            : throw new ArgumentException("The cursor is not one that a page of this store ended with.", nameof(cursor));
    }

    private sealed record Batch(string Key, List<string> Texts);
}
