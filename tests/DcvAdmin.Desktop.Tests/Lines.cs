using System;
using System.Collections.Concurrent;
using System.Reflection;
using System.Threading;
using Xunit.Runner.Common;
using Xunit.Runner.InProc.SystemConsole;
using Xunit.Sdk;

namespace DcvAdmin.Desktop.Tests;

/// <summary>Runs the suites of this assembly and writes a line for each test, which whoever started the program can tell apart.</summary>
// Not as a reporter that an attribute of the assembly names: Mono reads those before this program can say where xunit lies.
internal sealed class Lines : IMessageSink
{
    private readonly ConcurrentDictionary<string, string> _names = new();
    private int _failures;

    public static int RunSuites()
    {
        var self = Assembly.GetExecutingAssembly();
        using var stop = new CancellationTokenSource();
        var lines = new Lines();
        var runner = new ProjectAssemblyRunner(self, AutomatedMode.Off, stop);
        var description = new XunitProjectAssembly(new XunitProject(), self.Location, new AssemblyMetadata(3, ".NETFramework,Version=v4.7.2"));
        var failures = runner.Run(description, lines, null, new ConsoleRunnerLogger(false, false, new ConsoleHelper(Console.In, Console.Out), false), null).AsTask().GetAwaiter().GetResult();
        return failures == 0 && lines._failures == 0 ? 0 : 1;
    }

    public bool OnMessage(IMessageSinkMessage message)
    {
        if (message is ITestStarting starting) _names[starting.TestUniqueID] = starting.TestDisplayName;
        var line = message switch
        {
            ITestPassed passed => $"pass {_names[passed.TestUniqueID]}",
            ITestSkipped skipped => $"skip {_names[skipped.TestUniqueID]}: {skipped.Reason}",
            ITestFailed failed => $"FAIL {_names[failed.TestUniqueID]}: {Describe(failed)}",
            // Whatever fails outside a test: a fixture, a dispose, the runner itself.
            IErrorMetadata other => $"FAIL {message.GetType().Name}: {Describe(other)}",
            _ => null,
        };
        if (line is null) return true;
        if (message is IErrorMetadata) Interlocked.Increment(ref _failures);
        Console.WriteLine(line.Replace("\r", string.Empty).Replace("\n", " | "));
        return true;
    }

    private static string Describe(IErrorMetadata error) => $"{ExceptionUtility.CombineMessages(error)} {ExceptionUtility.CombineStackTraces(error)}";
}
