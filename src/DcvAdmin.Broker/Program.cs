using System;
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
    return Failed;
}
finally
{
    if (options.Demo) BrokerDemo.RemoveData(options);
}
