using System;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Local;

if (args.Length == 0 && Environment.GetEnvironmentVariable(LambdaHost.RuntimeVariable) is { Length: > 0 } runtime)
    return await LambdaHost.RunAsync(runtime, Console.OpenStandardOutput(), TimeProvider.System);

var (options, flaws) = LocalOptions.Parse(args);
foreach (var flaw in flaws) await Console.Error.WriteLineAsync(flaw);
if (flaws.Count > 0) return ExitCodes.WrongUsage;
if (options.WantsVersion)
{
    Console.WriteLine(typeof(LambdaHost).Assembly.GetName().Version!.ToString(3));
    return ExitCodes.Done;
}

if (options.WantsLocal && !options.WantsHelp) return await LocalHost.RunAsync(options, Console.OpenStandardOutput(), Console.Error, TimeProvider.System);
Console.WriteLine(LocalOptions.Help);
return options.WantsHelp ? ExitCodes.Done : ExitCodes.WrongUsage;
