using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Audit;

/// <summary>The audit chain in a table of DynamoDB.</summary>
internal sealed class DynamoDbAuditLog : IAuditLog, IDisposable
{
    private const int MostWaiting = 131_072;
    private const int SegmentsAtATime = 20;

    private readonly object _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    // Records that belong to one chain are appended by one at a time in this process; between processes the head decides.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DynamoDbTable _table;
    private readonly ChainWriter _chain;
    private readonly Timer _timer;
    private bool _isTimed;

    public DynamoDbAuditLog(DynamoDbTable table)
    {
        _table = table;
        _chain = new ChainWriter(table);
        _timer = new Timer(_ => Task.Run(AppendWhatWaitsAsync));
    }

    /// <summary>What kept the last append from its work; null where it could.</summary>
    public StoreException? Fault { get; private set; }

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

    public Task FlushAsync(CancellationToken cancellationToken) => DrainAsync().AbandonOn(cancellationToken);

    public Task<Page<AuditRecord>> ReadAsync(string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > 1000) throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 1000 records.");
        var (after, segment) = ParseCursor(cursor);
        return ReadAsync(after, segment, pageSize).AbandonOn(cancellationToken);
    }

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
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
            _waiting.Enqueue(new Waiting(new PendingRecord(entry), null));
            StartTimer();
        }
    }

    /// <summary>Takes a record that its grant's item already holds: it is durable, and enters the chain with the next ones.</summary>
    public void Accept(PendingRecord record)
    {
        lock (_gate)
        {
            // Whoever looks for pending records finds this one too.
            if (_waiting.Count >= MostWaiting) return;
            _waiting.Enqueue(new Waiting(record, null));
            StartTimer();
        }
    }

    /// <summary>Appends records together with those that wait, and completes when they are in the chain.</summary>
    public async Task AppendDurablyAsync(IReadOnlyCollection<PendingRecord> records)
    {
        if (records.Count == 0) return;
        var outcome = new Outcome(records.Count);
        lock (_gate)
        {
            foreach (var record in records) _waiting.Enqueue(new Waiting(record, outcome));
        }

        try
        {
            await DrainAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The outcome tells of our own records; others' may have failed.
        }

        await outcome.Task.ConfigureAwait(false);
    }

    /// <summary>Appends the records that items hold, of this process and of any that ended before it could.</summary>
    public async Task CollectAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await _chain.CollectAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The stored end of the chain.</summary>
    public async Task<AuditHead> ReadEndAsync() => (await _chain.ReadHeadAsync().ConfigureAwait(false)).End;

    /// <exception cref="StoreException">Records could not be written.</exception>
    public void Dispose()
    {
        _timer.Dispose();
        // Off the caller's thread, which may have a context that our continuations would wait for.
        Task.Run(DrainAsync).GetAwaiter().GetResult();
        _turn.Dispose();
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

    // Who may only read, or has a table without the index, reads what the chain holds.
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

    private async Task DrainAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            while (true)
            {
                Waiting[] part;
                lock (_gate) part = ChainWriter.FirstSegmentOf(_waiting);
                if (part.Length == 0) return;
                try
                {
                    await _chain.AppendAsync([.. part.Select(waiting => waiting.Record)]).ConfigureAwait(false);
                }
                catch (StoreException failure)
                {
                    Fault = failure;
                    Refuse(failure);
                    throw;
                }

                Fault = null;

                lock (_gate)
                {
                    for (var i = 0; i < part.Length; i++) _waiting.Dequeue();
                }

                foreach (var waiting in part) waiting.Outcome?.Complete();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    // Whoever waits for his records is told; those that nobody waits for stay, for the fault may pass.
    private void Refuse(StoreException failure)
    {
        Waiting[] all;
        lock (_gate)
        {
            all = [.. _waiting];
            _waiting.Clear();
            foreach (var waiting in all.Where(waiting => waiting.Outcome is null || waiting.Record.Key is not null)) _waiting.Enqueue(waiting with { Outcome = null });
            if (_waiting.Count > 0) StartTimer();
        }

        foreach (var waiting in all) waiting.Outcome?.Fail(failure);
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
            // The store closes, and its last act is to append what waits.
        }
    }

    private async Task AppendWhatWaitsAsync()
    {
        lock (_gate) _isTimed = false;
        try
        {
            await DrainAsync().ConfigureAwait(false);
            await _chain.CollectNowAndThenAsync(CollectAsync).ConfigureAwait(false);
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

    internal sealed record Waiting(PendingRecord Record, Outcome? Outcome);

    /// <summary>Tells one caller when all of his records are in the chain.</summary>
    internal sealed class Outcome(int records)
    {
        private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = records;

        public Task Task => _completion.Task;

        public void Complete()
        {
            if (Interlocked.Decrement(ref _left) == 0) _completion.TrySetResult(true);
        }

        public void Fail(Exception failure) => _completion.TrySetException(failure);
    }
}
