using System;
using System.Diagnostics;
using System.Threading.Tasks;
using DcvAdmin.Broker.Demo;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.Options;
using DcvAdmin.Stores;

const int Failed = 1, WrongUsage = 2;

var commandLine = BrokerCommandLine.Parse(args);
if (commandLine.WantsHelp || commandLine.WantsVersion)
{
    Console.WriteLine(commandLine.WantsHelp ? BrokerCommandLine.Help : typeof(BrokerOptions).Assembly.GetName().Version!.ToString(3));
    return 0;
}

var (options, flaws) = BrokerOptionsReader.Read(commandLine);
if (options is null)
{
    foreach (var flaw in flaws) await Console.Error.WriteLineAsync(flaw);
    return WrongUsage;
}

var exitCode = await RunAsync(options);
if (options.Demo) BrokerDemo.RemoveData(options);
if (options.WindowsService && OperatingSystem.IsWindows()) WindowsServiceLifetime.ReportStopped(exitCode);
return exitCode;

static async Task<int> RunAsync(BrokerOptions options)
{
    try
    {
        var broker = await BrokerApplication.StartAsync(options, TimeProvider.System);
        if (options.Demo) await BrokerDemo.ShowAsync(broker, Console.Out);
        else Console.WriteLine(StartReport.Of(broker));

        await broker.WaitForShutdownAsync();
        await broker.StopAsync();
        return 0;
    }
    catch (Exception failure) when (failure is StartFailure or StoreException)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        // A service has no standard error.
        if (options.WindowsService && OperatingSystem.IsWindows()) EventLog.WriteEntry(WindowsServiceLifetime.EventSource, failure.Message, EventLogEntryType.Error);
        return Failed;
    }
}
