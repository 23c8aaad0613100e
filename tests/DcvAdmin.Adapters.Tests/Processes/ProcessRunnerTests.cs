using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Processes;

namespace DcvAdmin.Adapters.Tests.Processes;

public sealed class ProcessRunnerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public ProcessRunnerTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are those of Unix.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_gets_each_argument_by_itself()
    {
        string[] hostile = ["a b", "$(id)", "'\"", "; id", "*", "", "-x", "ü🖥"];
        var outcome = await new ProcessRunner().RunAsync("/usr/bin/printf", ["%s\n", .. hostile], Limit, Cancel);
        Assert.Equal(string.Concat(hostile.Select(argument => argument + "\n")), outcome!.Output);
    }

    [Theory]
    [InlineData("cat")]
    [InlineData("./cat")]
    [InlineData("/bin/../bin/cat")]
    [InlineData("")]
    public async Task A_program_is_named_by_its_path_alone(string program) => await Assert.ThrowsAnyAsync<ArgumentException>(() => new ProcessRunner().RunAsync(program, [], Limit, Cancel));

    [Fact]
    public async Task A_program_does_not_work_in_the_folder_of_the_moment() => Assert.Equal("/\n", (await new ProcessRunner().RunAsync("/bin/pwd", [], Limit, Cancel))!.Output);

    [Fact]
    public async Task A_program_that_is_not_there_is_null() => Assert.Null(await new ProcessRunner().RunAsync(_folder.File("absent"), [], Limit, Cancel));

    [Fact]
    public async Task A_file_that_may_not_be_run_is_told_from_one_that_is_not_there()
    {
        var file = _folder.File("text");
        File.WriteAllText(file, "no program");
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => new ProcessRunner().RunAsync(file, [], Limit, Cancel));
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_its_children()
    {
        var pipe = _folder.File("pipe");
        using (var made = Process.Start("/usr/bin/mkfifo", pipe)) await made.WaitForExitAsync(Cancel);
        // The child holds the writing end of the pipe: its reader comes to the end when the child has ended, and not before.
        var read = Task.Run(() => File.ReadAllText(pipe), Cancel);
        await Assert.ThrowsAsync<TimeoutException>(() => new ProcessRunner().RunAsync("/bin/sh", ["-c", "sleep 600 > \"$1\" & wait", "sh", pipe], TimeSpan.FromSeconds(1), Cancel));
        Assert.Equal(string.Empty, await read.WaitAsync(Limit, Cancel));
    }

    [Fact]
    public async Task A_program_that_waits_for_input_gets_none() => Assert.Equal(string.Empty, (await new ProcessRunner().RunAsync("/bin/cat", [], Limit, Cancel))!.Output);

    [Fact]
    public async Task Of_a_program_that_says_too_much_the_beginning_is_kept()
    {
        var outcome = await new ProcessRunner().RunAsync("/usr/bin/head", ["-c", "5000000", "/dev/zero"], Limit, Cancel);
        Assert.Equal((0, 1024 * 1024), (outcome!.ExitCode, outcome.Output.Length));
    }
}
