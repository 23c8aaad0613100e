using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DcvAdmin.Desktop.Tests;

/// <summary>
/// First argument: the folder of the staged module. Second: what to do there, <c>suites</c> or the name of a scene, with its own arguments behind it.
/// Writes a line for each check, which begins with pass, skip or FAIL; the exit code is zero where none failed.
/// </summary>
internal static class Program
{
    private const string Suites = "suites";

    // Each of them leaves its mark on the process: one process for one.
    private static readonly Dictionary<string, Action<string>> Scenes = new()
    {
        [nameof(MissingParts.SqliteMissing)] = MissingParts.SqliteMissing,
        [nameof(Rivalry.OtherVersionLoaded)] = Rivalry.OtherVersionLoaded,
        [nameof(Rivalry.SameVersionLoaded)] = Rivalry.SameVersionLoaded,
        [nameof(Rivalry.HandlerBefore)] = Rivalry.HandlerBefore,
        [nameof(Rivalry.HandlerWithEmptyFileBefore)] = Rivalry.HandlerWithEmptyFileBefore,
        [nameof(Rivalry.HandlerAfter)] = Rivalry.HandlerAfter,
    };

    private static void Main(string[] arguments)
    {
        StagedModule.Import(arguments[0]);
        if (arguments[1] == Suites) Exit(RunSuites([.. arguments.Skip(2)]));
        try
        {
            Scenes[arguments[1]](arguments[2]);
            Console.WriteLine($"pass {arguments[1]}");
            Exit(0);
        }
        catch (Exception failure)
        {
            Console.WriteLine($"FAIL {arguments[1]}: {failure}");
            Exit(1);
        }
    }

    // Apart, so that nothing of xunit or of the adapters is needed before it can be found.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunSuites(string[] broker)
    {
        StagedModule.LoadAdapters();
        BrokerUnderTest.Describe(broker);
        return Lines.RunSuites();
    }

    private static void Exit(int code)
    {
        Console.Out.Flush();
        // At an orderly end Mono aborts its thread for timers, and now and then the whole process with it.
        if (StagedModule.IsMono) EndProcess(code);
        Environment.Exit(code);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void EndProcess(int code);
}
