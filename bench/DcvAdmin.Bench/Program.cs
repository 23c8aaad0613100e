using System;
using System.Runtime.InteropServices;
using System.Threading;
using DcvAdmin.Bench;
using DcvAdmin.Bench.Servers;
using DcvAdmin.Bench.Verification;

const int Failed = 1, WrongUsage = 2;

if (args is [BareServer.Command, ..]) return await BareServer.RunAsync(args.AsMemory(1));

if (args is not ["verify", ..] || VerifyOptions.Parse(args.AsSpan(1)) is not { } options)
{
    await Console.Error.WriteLineAsync(VerifyOptions.Help);
    return WrongUsage;
}

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var report = await VerifyBench.RunAsync(options, Console.Error, stop.Token);
    Console.WriteLine(options.Json ? report.ToJson() : report.ToText());
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return Failed;
}
catch (BenchException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return Failed;
}

void Stop(PosixSignalContext signal)
{
    // The run ends its servers and removes its files before it leaves.
    signal.Cancel = true;
    stop.Cancel();
}
