using System;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Local;

/// <summary>This process as a developer starts it.</summary>
internal static class LocalHost
{
    /// <summary>Serves until Ctrl+C or SIGTERM. Returns the exit code.</summary>
    public static async Task<int> RunAsync(LocalOptions local, Stream output, TextWriter errors, TimeProvider time)
    {
        try
        {
            var options = FunctionOptions.Read(name => name == FunctionOptions.StoreVariable && local.Store is not null ? local.Store : Environment.GetEnvironmentVariable(name), DataFolder.DefaultStore);
            var log = new JsonLog(output, options.LogLevel, time);
            using var store = new FunctionStore(new AdapterFactory(), options.Store, log);
            using var workspaces = LocalWorkspaces.Create(options.Store, log, time);
            using var server = LocalServer.Start(local.Port, store, options.IssuerRule, workspaces.Functions, log, time);
            using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            log.WarnOf(options.Store);
            await errors.WriteLineAsync(server.Report(options.Store));
            await server.RunAsync();
            return ExitCodes.Done;

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                server.Stop();
            }
        }
        catch (Exception failure) when (failure is FunctionException or StoreException)
        {
            await errors.WriteLineAsync(failure.Message);
            return ExitCodes.WrongUsage;
        }
        catch (HttpListenerException failure)
        {
            await errors.WriteLineAsync($"Port {local.Port} cannot be listened on: {failure.Message} Name another with --port.");
            return ExitCodes.Failed;
        }
    }
}
