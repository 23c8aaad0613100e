using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Threading;
using DcvAdmin.Files;
using DcvAdmin.Tokens;
using Microsoft.Data.Sqlite;

namespace DcvAdmin.Stores;

/// <summary>
/// One open SQLite file: a writer with its own connection and thread, and as many read connections as there are concurrent readers.
/// Durability is by write-ahead log with <c>synchronous=FULL</c>: a commit that returned survives the death of process and machine.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteOptions _options;
    private readonly ConcurrentBag<SqliteReader> _idleReaders = [];
    private readonly object _turn = new();
    private SqliteReader? _logonReader;
    private int _isDisposed;

    private SqliteDatabase(string path, SqliteOptions options)
    {
        Path = path;
        _options = options;
        Writer = null!;
    }

    public string Path { get; }

    public SqliteWriter Writer { get; private set; }

    /// <summary>Opens the file, making it and its folder where they do not exist.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static SqliteDatabase Open(string path, SqliteOptions options)
    {
        if (Directory.Exists(path)) throw new StoreException(StoreFault.InvalidUri, $"{path} is a folder.", "Name a file in it: sqlite:///path/to/folder/dcvadmin.db.");
        SqliteNative.Initialize();
        var database = new SqliteDatabase(path, options);
        SqliteConnection? connection = null;
        try
        {
            var isNew = !File.Exists(path);
            if (isNew)
            {
                PrivateFiles.CreateDirectory(FolderOf(path));
                try
                {
                    PrivateFiles.CreateEmpty(path);
                }
                catch (IOException) when (File.Exists(path))
                {
                    // Another process was first; both go on with the same file.
                }
            }

            // Each step may meet the moment in which another process makes the file, or lets go of it as the last one.
            SqliteLock.Wait(options.LockTimeout, () => connection = database.Connect(waitsForLocks: false));
            // SQLite opens what it may not write for reading, and even begins a write there: find out now, not at the first logon.
            if (SQLitePCL.raw.sqlite3_db_readonly(connection!.Handle, "main") != 0) throw new SqliteException("attempt to write a readonly database", SQLitePCL.raw.SQLITE_READONLY);
            SqliteLock.Wait(options.LockTimeout, () => SqliteSchema.Prepare(connection, path));
            SqliteLock.Wait(options.LockTimeout, () => SqliteSchema.Execute(connection, "BEGIN IMMEDIATE"));
            SqliteSchema.Execute(connection, "ROLLBACK; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000");
            SqliteLock.Wait(options.LockTimeout, () => database.Writer = new SqliteWriter(connection, path, options));
            return database;
        }
        catch (SqliteException failure)
        {
            connection?.Dispose();
            throw failure.ToStoreException(path);
        }
        catch (UnauthorizedAccessException failure)
        {
            connection?.Dispose();
            throw new StoreException(StoreFault.AccessDenied, $"The store {path} cannot be opened by this account.", "Check that its folder exists and that the account may read and write both.", failure);
        }
        catch (IOException failure)
        {
            connection?.Dispose();
            throw IsDiskFull(failure)
                ? new StoreException(StoreFault.Full, $"The store {path} cannot be made: {failure.Message}", "Free space on its disk, or name another file.", failure)
                : new StoreException(StoreFault.Unavailable, $"The store {path} cannot be made: {failure.Message}", "Name another file.", failure);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Runs a read on a connection of its own.</summary>
    /// <exception cref="StoreException">The read failed.</exception>
    public T Read<T>(Func<SqliteReader, T> read)
    {
        var reader = Rent();
        try
        {
            var result = read(reader);
            Return(reader);
            return result;
        }
        catch (SqliteException failure)
        {
            reader.Dispose();
            throw failure.ToStoreException(Path);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The read that every logon makes.</summary>
    /// <remarks>
    /// All callers share one connection and take turns of a few microseconds. Connections that begin to read at the same moment get in each
    /// other's way in the write-ahead log's index; SQLite then tries again, and from the sixth time on it pauses (see <see cref="SqliteSleep"/>),
    /// with every logon behind it.
    /// </remarks>
    /// <exception cref="StoreException">The read failed, or the store is closed.</exception>
    public TokenGrant? FindGrant(TokenHash hash)
    {
        lock (_turn)
        {
            var reader = _logonReader ?? Rent();
            _logonReader = null;
            try
            {
                var grant = reader.FindGrant(hash);
                _logonReader = reader;
                return grant;
            }
            catch (SqliteException failure)
            {
                reader.Dispose();
                throw failure.ToStoreException(Path);
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }
    }

    private SqliteReader Rent()
    {
        if (Volatile.Read(ref _isDisposed) != 0) throw Closed();
        if (_idleReaders.TryTake(out var idle)) return idle;
        try
        {
            return new SqliteReader(Connect(waitsForLocks: true));
        }
        catch (SqliteException failure)
        {
            throw failure.ToStoreException(Path);
        }
    }

    private void Return(SqliteReader reader)
    {
        _idleReaders.Add(reader);
        if (Volatile.Read(ref _isDisposed) != 0) DisposeReaders();
    }

    private StoreException Closed() => new(StoreFault.Unavailable, $"The store {Path} is closed.", "Try again after the restart.");

    /// <summary>Commits what was accepted, then closes.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        try
        {
            Writer.Dispose();
        }
        finally
        {
            DisposeReaders();
        }
    }

    private static string FolderOf(string path)
    {
        try
        {
            return System.IO.Path.GetDirectoryName(path)!;
        }
        catch (ArgumentException failure)
        {
            // .NET Framework reads a path before the file system does, and takes offence at characters like | and ".
            throw new StoreException(StoreFault.InvalidUri, $"{path} is not the path of a file.", "Name a file that this machine can have.", failure);
        }
    }

    private static bool IsDiskFull(IOException failure) => (failure.HResult & 0xFFFF) is 0x70 or 0x27 or 28;

    private SqliteConnection Connect(bool waitsForLocks)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            SqliteSchema.Execute(connection, string.Format(CultureInfo.InvariantCulture, "PRAGMA busy_timeout = {0}; PRAGMA synchronous = FULL", waitsForLocks ? (int)_options.LockTimeout.TotalMilliseconds : 0));
            if (_options.MaximumPages is { } pages) SqliteSchema.Execute(connection, string.Format(CultureInfo.InvariantCulture, "PRAGMA max_page_count = {0}", pages));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void DisposeReaders()
    {
        lock (_turn)
        {
            _logonReader?.Dispose();
            _logonReader = null;
        }

        while (_idleReaders.TryTake(out var reader)) reader.Dispose();
    }
}
