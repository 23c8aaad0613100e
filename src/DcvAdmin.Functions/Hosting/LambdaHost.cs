using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Workspaces;

namespace DcvAdmin.Functions.Hosting;

/// <summary>This process as a Lambda sandbox starts it.</summary>
internal static class LambdaHost
{
    /// <summary>Set by the sandbox: host and port of the runtime API.</summary>
    public const string RuntimeVariable = "AWS_LAMBDA_RUNTIME_API";

    private const string HandlerVariable = "_HANDLER";

    /// <summary>Lambda gives a start ten seconds, and then begins it anew: a store that is silent for so long is waited for by the invocations.</summary>
    private static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(3);

    /// <summary>Serves one function until the sandbox ends. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string address, Stream output, TimeProvider time)
    {
        // Until the options are read, everything is worth a line.
        var log = new JsonLog(output, Severity.Information, time);
        try
        {
            using var runtime = new RuntimeApi(address, time);
            using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                runtime.Stop();
            });
            FunctionStore? store = null;
            IFunction? function = null;
            try
            {
                try
                {
                    var handler = Environment.GetEnvironmentVariable(HandlerVariable);
                    if (handler is not null && WorkspaceFunctions.Names.Contains(handler))
                    {
                        var options = WorkspaceFunctions.Configure(handler, Environment.GetEnvironmentVariable, isShared: true);
                        log = new JsonLog(output, options.LogLevel, time);
                        function = WorkspaceFunctions.Create(handler, options, new AdapterFactory(), log, time);
                    }
                    else
                    {
                        var options = FunctionOptions.Read(Environment.GetEnvironmentVariable, defaultStore: null);
                        log = new JsonLog(output, options.LogLevel, time);
                        store = new FunctionStore(new AdapterFactory(), options.Store, log);
                        function = FunctionCatalog.Create(handler, options.IssuerRule, store, log);
                    }
                }
                catch (Exception failure)
                {
                    var told = FunctionFailure.Of(failure);
                    log.InitFailed(told.Type, told.Message, failure is FunctionException ? null : failure);
                    runtime.FailInit(told);
                    return ExitCodes.Failed;
                }

                if (store is null) function.WarmUp();
                else
                {
                    log.WarnOf(store.Uri);
                    await WarmUpAsync(store, function, time);
                }

                await new RuntimeLoop(runtime, function, log, time).RunAsync();
                return ExitCodes.Done;
            }
            finally
            {
                (function as IDisposable)?.Dispose();
                store?.Dispose();
            }
        }
        catch (RuntimeApiException failure)
        {
            log.RuntimeLost(failure);
            return ExitCodes.Failed;
        }
    }

    /// <summary>The store's way and the answer's own are gone at the same time: a start has more than one processor.</summary>
    private static async Task WarmUpAsync(FunctionStore store, IFunction function, TimeProvider time)
    {
        var opening = Task.Run(store.WarmUpAsync);
        function.WarmUp();
        await Task.WhenAny(opening, Task.Delay(WarmUpLimit, time));
    }
}
