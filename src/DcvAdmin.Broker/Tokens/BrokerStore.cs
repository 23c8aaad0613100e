using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Options;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tokens;

/// <summary>Opens the store that the options name.</summary>
internal static partial class BrokerStore
{
    /// <exception cref="StoreException">It cannot be opened, or does not answer.</exception>
    public static async Task<IOpenStore> OpenAsync(BrokerOptions options, TimeProvider time)
    {
        if (options.Store is StoreUri.Sqlite file)
            return SqliteStore.Open(file, new SqliteOptions { AcceptClockSetBack = options.AcceptClockSetBack }, time.GetUtcNow, "broker");
        if (options.Store is not StoreUri.DynamoDb table)
            throw new StoreException(StoreFault.InvalidUri, $"A broker cannot keep its tokens in {options.Store}.", "Name sqlite:///path/to/file.db or dynamodb://table.");

        var store = await DynamoDbStore.OpenAsync(table, new DynamoDbOptions(), time.GetUtcNow, SilentWorkReport.Instance, CancellationToken.None);
        // A table that is not there, or not ours to use, is to be known now and not at the first logon.
        if (await store.FindFaultAsync(CancellationToken.None) is not { } fault) return store;
        store.Dispose();
        throw fault;
    }

    /// <summary>Says what about the store an admin should not forget.</summary>
    public static void Warn(BrokerOptions options, ILogger logger)
    {
        if (options.Store is StoreUri.DynamoDb { HonoursPlaintext: true } table) LogPlaintext(logger, table.Table);
    }

    [LoggerMessage(TokenEvents.HonoursPlaintext, LogLevel.Warning, "{Table}: " + TokenEvents.HonoursPlaintextWords)]
    private static partial void LogPlaintext(ILogger logger, string table);
}
