using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench;
using DcvAdmin.Bench.Functions;
using DcvAdmin.Bench.Import;
using DcvAdmin.Bench.Modules;
using DcvAdmin.Bench.Pipeline;
using DcvAdmin.Bench.Reports;
using DcvAdmin.Bench.Servers;
using DcvAdmin.Bench.Tables;
using DcvAdmin.Bench.Verification;
using DcvAdmin.Bench.Workspaces;

const int Failed = 1, WrongUsage = 2;
const string Help = """
    dotnet run -c Release --project bench/DcvAdmin.Bench -- QUESTION [options]

      verify             the broker's verifier beside a bare web server
      import             importing the module beside importing an empty one
      pipeline           tokens through the cmdlet beside the store's own batch call
      functions          the Lambda functions beside a minimal function in Python
      workspaces         WorkSpaces of many regions beside the best possible schedule

    QUESTION --help lists its options.
    """;

return args switch
{
    [BareServer.Command, ..] => await BareServer.RunAsync(args.AsMemory(1)),
    [SurveyProcess.Command, .. var rest] => await SurveyProcess.RunAsync(rest),
    ["verify", .. var rest] => await RunAsync(VerifyOptions.Parse(rest), VerifyOptions.Help, (options, progress, stop) => options.Table is null ? VerifyBench.RunAsync(options, progress, stop) : TableBench.RunAsync(options, progress, stop)),
    ["import", .. var rest] => await RunAsync(ModuleOptions.Parse(rest), ImportBench.Help, ImportBench.RunAsync),
    ["pipeline", .. var rest] => await RunAsync(ModuleOptions.Parse(rest), PipelineBench.Help, PipelineBench.RunAsync),
    ["functions", .. var rest] => await RunAsync(FunctionsOptions.Parse(rest), FunctionsOptions.Help, FunctionsBench.RunAsync),
    ["workspaces", .. var rest] => await RunAsync(WorkspacesOptions.Parse(rest), WorkspacesOptions.Help, WorkspacesBench.RunAsync),
    _ => await RefuseAsync(Help),
};

async Task<int> RunAsync<TOptions>(TOptions? options, string help, Func<TOptions, TextWriter, CancellationToken, Task<IReport>> run)
    where TOptions : class, IBenchOptions
{
    if (options is null) return await RefuseAsync(help);
    using var stop = new CancellationTokenSource();
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    try
    {
        var report = await run(options, Console.Error, stop.Token);
        Console.WriteLine(options.Json ? report.ToJson() : report.ToText());
        return report.IsFailed ? Failed : 0;
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
        // The run ends its processes and removes its files before it leaves.
        signal.Cancel = true;
        stop.Cancel();
    }
}

async Task<int> RefuseAsync(string help)
{
    await Console.Error.WriteLineAsync(help);
    return WrongUsage;
}
