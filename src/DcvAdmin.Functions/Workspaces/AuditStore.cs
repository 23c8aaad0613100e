using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Workspaces;

/// <summary>Opens the store whose audit chain takes the records of actions.</summary>
internal static class AuditStore
{
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static async Task<IOpenStore> OpenAsync(StoreUri uri, TimeProvider time) => uri switch
    {
        StoreUri.DynamoDb table => await DynamoDbStore.OpenAsync(table, new DynamoDbOptions(), time.GetUtcNow, SilentWorkReport.Instance, CancellationToken.None),
        StoreUri.Sqlite file => SqliteStore.Open(file, new SqliteOptions(), time.GetUtcNow, FunctionStore.Actor),
        _ => throw new StoreException(StoreFault.InvalidUri, $"{uri} keeps no audit chain that a function can write to.", "Name the table itself: dynamodb://table?region=..."),
    };
}
