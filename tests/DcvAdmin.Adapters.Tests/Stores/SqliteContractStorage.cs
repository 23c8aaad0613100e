using System;
using System.Globalization;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests.Stores;

/// <summary>SQLite files for the contracts.</summary>
internal sealed class SqliteContractStorage(DateTimeOffset now) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _files;

    public StoreHandle Open()
    {
        // Without a flush, a stop or a neighbour's commit, no deferred record may become visible: the delay never passes in a test.
        var options = new SqliteOptions { AuditDelay = TimeSpan.FromDays(1) };
        // The contracts write records of the future; the handle's own clock takes no part.
        var store = SqliteStore.Open(_folder.Store(string.Create(CultureInfo.InvariantCulture, $"store{_files}.db")), options, () => now.AddYears(10), "contract");
        return new StoreHandle(store.Tokens, store.Audit, store);
    }

    public void StartAfresh() => _files++;

    public void Dispose() => _folder.Dispose();
}
