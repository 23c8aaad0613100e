using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Terraform.Tests.Running;

public sealed class ToolRunTests
{
    private static readonly Dictionary<string, string?> Nothing = [];

    [Fact]
    public async Task What_it_says_and_how_it_ends_is_kept()
    {
        var bash = Tool.Need("bash", "it stands in for a tool.");

        var run = await ToolRun.RunAsync(bash, ["-c", "cat; echo \"$GREETING\" >&2; exit 3"], Path.GetTempPath(), new Dictionary<string, string?> { ["GREETING"] = "hello" }, TimeSpan.FromMinutes(1), "input");

        Assert.Equal((3, "input", "hello\n"), (run.ExitCode, run.Output, run.Errors));
        Assert.Contains("hello", Assert.ThrowsAny<Exception>(() => run.MustEndWith(0)).Message, StringComparison.Ordinal);
        run.MustEndWith(0, 3);
    }

    [Fact]
    public async Task One_that_does_not_end_is_killed_with_what_it_started()
    {
        var bash = Tool.Need("bash", "it stands in for a tool.");

        var late = await Assert.ThrowsAsync<TimeoutException>(() => ToolRun.RunAsync(bash, ["-c", "sleep 600 & echo $!; wait"], Path.GetTempPath(), Nothing, TimeSpan.FromSeconds(1)));

        var child = int.Parse(late.Message.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
        // It is told at once, and gone a moment later.
        Assert.True(SpinWait.SpinUntil(() => HasEnded(child), TimeSpan.FromSeconds(10)));
    }

    // A process whose parent is gone may stay as an entry without a program until somebody asks for its end.
    private static bool HasEnded(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited || !File.Exists($"/proc/{id}/exe") || process.ProcessName != "sleep";
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
