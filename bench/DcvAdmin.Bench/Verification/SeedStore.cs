using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Bench.Verification;

/// <summary>A store file that grows from phase to phase; brokers get copies of it, so that no phase sees what another left behind.</summary>
internal sealed class SeedStore(string folder, TokenList tokens)
{
    private const int Batch = 50_000;

    private readonly string _file = Path.Combine(folder, "seed.db");
    private int _count;

    public async Task GrowToAsync(int count, CancellationToken cancellationToken)
    {
        await PutAsync(_file, tokens.UsedGrants(_count, count, Now()), cancellationToken);
        _count = count;
    }

    public string Copy(string name)
    {
        var copy = Path.Combine(folder, name);
        File.Copy(_file, copy);
        return copy;
    }

    /// <summary>Puts grants into a store, which a broker may have open.</summary>
    public static async Task PutAsync(string file, IEnumerable<TokenGrant> grants, CancellationToken cancellationToken)
    {
        using var store = SqliteStore.Open(StoreUri.Sqlite.AtPath(file), new SqliteOptions(), () => DateTimeOffset.UtcNow, "bench");
        foreach (var batch in grants.Chunk(Batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await store.Tokens.PutAsync(batch, CancellationToken.None);
        }
    }

    public static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
}
