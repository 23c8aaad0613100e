using System;
using System.Text;

namespace DcvAdmin.Adapters.CrashWriter;

/// <summary>Lines for the process that started this one. Each leaves in one write, so the kernel has it even when this process is killed right after.</summary>
internal static class Say
{
    private static readonly System.IO.Stream Output = Console.OpenStandardOutput();
    private static readonly object Gate = new();

    public static void Line(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + " .\n");
        lock (Gate)
        {
            Output.Write(bytes);
            Output.Flush();
        }
    }
}
