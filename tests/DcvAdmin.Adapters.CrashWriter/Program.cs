using System;
using DcvAdmin.Adapters.CrashWriter;
using DcvAdmin.Stores;

// What this process says, it says in whole lines that end with " ." so that a line cut off by its death is not taken for one.
// It waits for "go" on its input, for several of them to start at the same moment.
var (task, path) = (args[0], args[1]);
Say.Line("ready");
if (task == "race") return await RacingRedeemer.RunAsync(path, address: args[2]);

await Console.In.ReadLineAsync();
Say.Line("opening");
try
{
    using var store = SqliteStore.Open(StoreUri.Sqlite.AtPath(path), new SqliteOptions(), () => DateTimeOffset.UtcNow, "crash writer");
    Say.Line("opened");
    if (task == "write") await EndlessWriter.RunAsync(store, seed: int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}
catch (StoreException failure)
{
    Say.Line($"fault {failure.Fault} {failure.Message}");
    return 3;
}
