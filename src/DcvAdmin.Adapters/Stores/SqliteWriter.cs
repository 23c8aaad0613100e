using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Stores;

/// <summary>
/// The one writer of a SQLite store in this process: a thread that takes everything that waits, commits it in one transaction and only then
/// completes the callers. Audit entries that accompany no write ride along with the next commit, or get one of their own after
/// <see cref="SqliteOptions.AuditDelay"/>.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>Writes that may wait; one more is refused, so that a slow disk shows as errors and not as memory.</summary>
    public const int MaximumWaiting = 16_384;

    /// <summary>Audit entries that may wait for a commit.</summary>
    public const int MaximumWaitingEntries = 131_072;

    private const int MaximumGroup = 512;

    // Entries that wait survive garbage collections, and copying survivors is most of a collection's pause: more at once cost more than a commit.
    private const int EntriesWorthACommit = 1_024;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly string _path;
    private readonly TimeSpan _auditDelay;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<SqliteWrite> _waiting = [];
    private readonly Stopwatch _oldestEntry = new();
    private List<AuditEntry> _entries = [];
    private List<TaskCompletionSource<bool>> _flushes = [];
    private int _entriesInHand;
    private StoreException? _fault;
    private bool _isStopping;
    private bool _isCommitting;

    public SqliteWriter(SqliteConnection connection, string path, SqliteOptions options)
    {
        _connection = connection;
        _path = path;
        _auditDelay = options.AuditDelay;
        _transaction = new SqliteTransaction(connection, options.LockTimeout);
        _thread = new Thread(Loop) { IsBackground = true, Name = "DcvAdmin SQLite writer" };
        _thread.Start();
    }

    /// <summary>True while writes that callers wait for are being committed.</summary>
    public bool IsCommitting => Volatile.Read(ref _isCommitting);

    /// <summary>What the last commit failed by; null where it succeeded.</summary>
    public StoreException? Fault
    {
        get
        {
            lock (_gate) return _fault;
        }
    }

    /// <summary>Runs a write in the next group. The task completes when it is durable.</summary>
    public Task<T> RunAsync<T>(Func<SqliteTransaction, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var write = new SqliteWrite<T>(work);
        lock (_gate)
        {
            if (_isStopping) return Task.FromException<T>(Closed());
            if (_waiting.Count >= MaximumWaiting) return Task.FromException<T>(Overloaded());
            _waiting.Enqueue(write);
            Monitor.Pulse(_gate);
        }

        return write.Task.AbandonOn(cancellationToken);
    }

    /// <summary>Takes an entry for a later commit.</summary>
    /// <exception cref="StoreException">Too many wait, because the disk is full or slow; the caller must then not act as if it were recorded.</exception>
    public void Append(AuditEntry entry)
    {
        lock (_gate)
        {
            if (_isStopping) throw Closed();
            // Those that are being written count: on a full disk they come back.
            if (_entries.Count + _entriesInHand >= MaximumWaitingEntries) throw _fault ?? Overloaded();
            _entries.Add(entry);
            if (_entries.Count == 1)
            {
                _oldestEntry.Restart();
                Monitor.Pulse(_gate);
            }
            else if (_entries.Count == EntriesWorthACommit)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Completes when every entry taken so far is durable.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        var flush = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isStopping) return Task.FromException(Closed());
            _flushes.Add(flush);
            Monitor.Pulse(_gate);
        }

        return flush.Task.AbandonOn(cancellationToken);
    }

    /// <summary>Commits what was accepted and ends the thread.</summary>
    /// <exception cref="StoreException">Audit records could not be written: the disk is full, for example.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopping) return;
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _transaction.Dispose();
        _connection.Dispose();
        if (_entries.Count > 0)
        {
            throw new StoreException(_fault?.Fault ?? StoreFault.Unavailable,
                $"{_entries.Count} audit records of verifications could not be written to {_path} before the stop.", _fault?.Advice ?? "Look at the inner error.", _fault);
        }
    }

    private void Loop()
    {
        var group = new List<SqliteWrite>(MaximumGroup);
        while (true)
        {
            List<AuditEntry> entries;
            List<TaskCompletionSource<bool>> flushes;
            bool isLast;
            lock (_gate)
            {
                WaitForWork();
                group.Clear();
                while (group.Count < MaximumGroup && _waiting.Count > 0) group.Add(_waiting.Dequeue());
                (entries, _entries) = (_entries, []);
                _entriesInHand = entries.Count;
                (flushes, _flushes) = (_flushes, []);
                isLast = _isStopping && _waiting.Count == 0;
            }

            Volatile.Write(ref _isCommitting, group.Count > 0);
            CommitGroup(group, entries, flushes);
            Volatile.Write(ref _isCommitting, false);
            if (isLast) return;
        }
    }

    private void WaitForWork()
    {
        while (!_isStopping && _waiting.Count == 0 && _flushes.Count == 0)
        {
            if (_entries.Count == 0)
            {
                Monitor.Wait(_gate);
                continue;
            }

            var remaining = _auditDelay - _oldestEntry.Elapsed;
            // Many are no reason to hurry while the disk is full: trying them again and again would be all this thread does.
            if (remaining <= TimeSpan.Zero || (_fault is null && _entries.Count >= EntriesWorthACommit)) return;
            Monitor.Wait(_gate, remaining);
        }
    }

    private void CommitGroup(List<SqliteWrite> group, List<AuditEntry> entries, List<TaskCompletionSource<bool>> flushes)
    {
        var hasWork = group.Count > 0 || entries.Count > 0;
        var fault = TryCommit(group, entries, out var hasBegun);
        var entriesFault = entries.Count > 0 ? fault : null;
        // A lock that was not to be had in time is not waited for once more by each of them.
        if (fault is not null && hasBegun && group.Count + (entries.Count > 0 ? 1 : 0) > 1)
        {
            // Whatever does not fit on the disk, or hits a fault, must not take down what would succeed alone.
            fault = entriesFault = TryCommit([], entries, out _);
            foreach (var write in group)
            {
                if (TryCommit([write], [], out _) is not { } ownFault) continue;
                write.Fail(ownFault);
                fault = ownFault;
            }
        }
        else if (fault is not null)
        {
            foreach (var write in group) write.Fail(fault);
        }

        lock (_gate)
        {
            _entriesInHand = 0;
            // A round without work tells nothing about the disk.
            if (hasWork) _fault = fault as StoreException;
            if (entriesFault is not null)
            {
                // They stay in line, oldest first, and are tried again after the delay.
                entries.AddRange(_entries);
                _entries = entries;
                _oldestEntry.Restart();
            }
        }

        foreach (var flush in flushes)
        {
            if (entriesFault is null) flush.TrySetResult(true);
            else flush.TrySetException(entriesFault);
        }
    }

    private Exception? TryCommit(List<SqliteWrite> group, List<AuditEntry> entries, out bool hasBegun)
    {
        hasBegun = false;
        if (group.Count == 0 && entries.Count == 0) return null;
        try
        {
            _transaction.Begin();
            hasBegun = true;
            foreach (var entry in entries) _transaction.Append(entry);
            // A write that was refused has its answer: it must not be tried again with the others.
            group.RemoveAll(IsRefused);
            _transaction.Commit();
        }
        catch (Exception failure)
        {
            return RolledBack(failure);
        }

        foreach (var write in group) write.Complete();
        return null;
    }

    private bool IsRefused(SqliteWrite write)
    {
        try
        {
            write.Execute(_transaction);
            return false;
        }
        catch (InvalidOperationException refusal)
        {
            write.Fail(refusal);
            return true;
        }
    }

    private Exception RolledBack(Exception failure)
    {
        var fault = failure is SqliteException sqlite ? sqlite.ToStoreException(_path) : failure;
        try
        {
            _transaction.Rollback();
        }
        catch (SqliteException)
        {
            // The first failure is the one to tell; a connection that cannot roll back fails the next Begin in its own words.
        }

        return fault;
    }

    private StoreException Closed() => new(StoreFault.Unavailable, $"The store {_path} is closed.", "Try again after the restart.");

    private StoreException Overloaded() => new(StoreFault.Unavailable, $"More writes wait for the store {_path} than its disk can take.", "Try again in a moment.");
}
