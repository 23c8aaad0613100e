using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Hosts;
using DcvAdmin.Processes;

namespace DcvAdmin.Adapters.Tests.Hosts;

public sealed class DcvServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[]", 0, 0)]
    [InlineData("[{\"id\":\"console\"},{\"id\":\"a\"}]", 0, 2)]
    [InlineData("[{\"id\":\"console\"}]", 1, null)]
    [InlineData("{}", 0, null)]
    [InlineData("No sessions", 0, null)]
    [InlineData("", 0, null)]
    public async Task Sessions_are_counted_where_the_command_says_so(string output, int exitCode, int? count)
    {
        var processes = new FakeProcesses(new ProcessOutcome(exitCode, output, string.Empty));
        Assert.Equal(count, await new DcvService(processes, ServiceSystem.Systemd).CountSessionsAsync(Cancel));
        Assert.Equal(["dcv list-sessions -j"], processes.Run);
    }

    [Fact]
    public async Task Without_the_command_the_number_is_not_known() =>
        Assert.Null(await new DcvService(new FakeProcesses((ProcessOutcome?)null), ServiceSystem.Systemd).CountSessionsAsync(Cancel));

    [Fact]
    public async Task Systemd_restarts_the_service_and_asks_nobody()
    {
        var processes = new FakeProcesses(new ProcessOutcome(0, string.Empty, string.Empty));
        await new DcvService(processes, ServiceSystem.Systemd).RestartAsync(Cancel);
        Assert.Equal(["systemctl --no-ask-password restart dcvserver"], processes.Run);
    }

    [Fact]
    public async Task Windows_stops_and_starts_the_service()
    {
        var processes = new FakeProcesses(new ProcessOutcome(2, string.Empty, "Der Dienst wurde nicht gestartet. NET HELPMSG 3521"), new ProcessOutcome(0, string.Empty, string.Empty));
        await new DcvService(processes, ServiceSystem.Windows).RestartAsync(Cancel);
        Assert.Equal(["net.exe stop dcvserver /y", "net.exe start dcvserver"], processes.Run.Select(run => run[(run.LastIndexOfAny(['/', '\\'], run.IndexOf(' ', StringComparison.Ordinal)) + 1)..]));
    }

    [Theory]
    [InlineData(4, HostFault.AccessDenied)]
    [InlineData(5, HostFault.NotFound)]
    [InlineData(1, HostFault.Unavailable)]
    public async Task What_systemd_refuses_is_told(int exitCode, HostFault fault)
    {
        var failure = await Assert.ThrowsAsync<HostException>(() =>
            new DcvService(new FakeProcesses(new ProcessOutcome(exitCode, string.Empty, "Words of systemd")), ServiceSystem.Systemd).RestartAsync(Cancel));
        Assert.Equal(fault, failure.Fault);
        Assert.Contains("Words of systemd", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NET HELPMSG 2185", HostFault.NotFound)]
    [InlineData("System error 5 has occurred.", HostFault.AccessDenied)]
    [InlineData("NET HELPMSG 3523", HostFault.Unavailable)]
    public async Task What_Windows_refuses_is_told_whatever_its_language(string words, HostFault fault) => Assert.Equal(fault, (await Assert.ThrowsAsync<HostException>(() =>
        new DcvService(new FakeProcesses(new ProcessOutcome(2, string.Empty, words)), ServiceSystem.Windows).RestartAsync(Cancel))).Fault);

    [Fact]
    public async Task Elsewhere_nothing_is_run()
    {
        var processes = new FakeProcesses();
        Assert.Equal(HostFault.NotSupported, (await Assert.ThrowsAsync<HostException>(() => new DcvService(processes, ServiceSystem.Other).RestartAsync(Cancel))).Fault);
        Assert.Empty(processes.Run);
    }

    [Fact]
    public async Task A_program_gets_each_argument_by_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no printf there.");
        string[] hostile = ["a b", "$(id)", "'\"", "; id", "*", "", "-x", "ü🖥"];
        var outcome = await new ProcessRunner().RunAsync("printf", ["%s\n", .. hostile], TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal(string.Concat(hostile.Select(argument => argument + "\n")), outcome!.Output);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_null() => Assert.Null(await new ProcessRunner().RunAsync("there-is-no-such-program", [], TimeSpan.FromSeconds(10), Cancel));

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep there.");
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<TimeoutException>(() => new ProcessRunner().RunAsync("sleep", ["60"], TimeSpan.FromMilliseconds(50), Cancel));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_program_that_waits_for_input_gets_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no cat there.");
        Assert.Equal(string.Empty, (await new ProcessRunner().RunAsync("cat", [], TimeSpan.FromSeconds(10), Cancel))!.Output);
    }

    private sealed class FakeProcesses(params ProcessOutcome?[] outcomes) : IProcessRunner
    {
        private readonly Queue<ProcessOutcome?> _outcomes = new(outcomes);

        public List<string> Run { get; } = [];

        public Task<ProcessOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
        {
            Assert.InRange(limit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
            Run.Add(string.Join(' ', [program, .. arguments]));
            return Task.FromResult(_outcomes.Dequeue());
        }
    }
}
