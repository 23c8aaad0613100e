using System;
using System.Collections.Generic;
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
        Assert.Equal(count, await new DcvService(processes, ServiceSystem.Systemd, Find).CountSessionsAsync(Cancel));
        Assert.Equal(["/bin/dcv list-sessions -j"], processes.Run);
    }

    [Fact]
    public async Task Without_the_command_the_number_is_not_known() =>
        Assert.Null(await new DcvService(new FakeProcesses((ProcessOutcome?)null), ServiceSystem.Systemd, Find).CountSessionsAsync(Cancel));

    [Fact]
    public async Task Systemd_restarts_the_service_and_asks_nobody()
    {
        var processes = new FakeProcesses(new ProcessOutcome(0, string.Empty, string.Empty));
        await new DcvService(processes, ServiceSystem.Systemd, Find).RestartAsync(Cancel);
        Assert.Equal(["/bin/systemctl --no-ask-password restart dcvserver"], processes.Run);
    }

    [Fact]
    public async Task Windows_stops_and_starts_the_service()
    {
        var processes = new FakeProcesses(new ProcessOutcome(2, string.Empty, "Der Dienst wurde nicht gestartet. NET HELPMSG 3521"), new ProcessOutcome(0, string.Empty, string.Empty));
        await new DcvService(processes, ServiceSystem.Windows, Find).RestartAsync(Cancel);
        Assert.Equal(["/bin/net.exe stop dcvserver /y", "/bin/net.exe start dcvserver"], processes.Run);
    }

    [Fact]
    public async Task Whoever_breaks_off_the_stop_on_Windows_does_not_leave_the_service_stopped()
    {
        using var stop = new CancellationTokenSource();
        var processes = new FakeProcesses(new ProcessOutcome(0, string.Empty, string.Empty)) { BreaksOffFirst = stop };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DcvService(processes, ServiceSystem.Windows, Find).RestartAsync(stop.Token));
        Assert.Equal(["/bin/net.exe stop dcvserver /y", "/bin/net.exe start dcvserver"], processes.Run);
    }

    [Theory]
    [InlineData(4, HostFault.AccessDenied)]
    [InlineData(5, HostFault.NotFound)]
    [InlineData(1, HostFault.Unavailable)]
    public async Task What_systemd_refuses_is_told(int exitCode, HostFault fault)
    {
        var failure = await Assert.ThrowsAsync<HostException>(() =>
            new DcvService(new FakeProcesses(new ProcessOutcome(exitCode, string.Empty, "Words of systemd")), ServiceSystem.Systemd, Find).RestartAsync(Cancel));
        Assert.Equal(fault, failure.Fault);
        Assert.Contains("Words of systemd", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NET HELPMSG 2185", HostFault.NotFound)]
    [InlineData("System error 5 has occurred.\r\n\r\nAccess is denied.\r\n", HostFault.AccessDenied)]
    [InlineData("Systemfehler 5 aufgetreten.", HostFault.AccessDenied)]
    [InlineData("The service did not stop.\r\nIt was asked 5 times.", HostFault.Unavailable)]
    [InlineData("System error 1053 has occurred after 5 s.", HostFault.Unavailable)]
    [InlineData("NET HELPMSG 12185", HostFault.Unavailable)]
    [InlineData("NET HELPMSG 3523", HostFault.Unavailable)]
    public async Task What_Windows_refuses_is_told_whatever_its_language(string words, HostFault fault) => Assert.Equal(fault, (await Assert.ThrowsAsync<HostException>(() =>
        new DcvService(new FakeProcesses(new ProcessOutcome(2, string.Empty, words)), ServiceSystem.Windows, Find).RestartAsync(Cancel))).Fault);

    [Fact]
    public async Task Elsewhere_nothing_is_run()
    {
        var processes = new FakeProcesses();
        Assert.Equal(HostFault.NotSupported, (await Assert.ThrowsAsync<HostException>(() => new DcvService(processes, ServiceSystem.Other, Find).RestartAsync(Cancel))).Fault);
        Assert.Empty(processes.Run);
    }

    [Fact]
    public async Task A_program_that_is_not_in_its_folder_is_not_looked_for_elsewhere()
    {
        var processes = new FakeProcesses();
        var service = new DcvService(processes, ServiceSystem.Systemd, _ => null);
        Assert.Null(await service.CountSessionsAsync(Cancel));
        Assert.Equal(HostFault.NotSupported, (await Assert.ThrowsAsync<HostException>(() => service.RestartAsync(Cancel))).Fault);
        Assert.Empty(processes.Run);
    }

    [Fact]
    public async Task A_program_that_may_not_be_run_counts_nothing_and_restarts_nothing()
    {
        var service = new DcvService(new ForbiddenProcesses(), ServiceSystem.Systemd, Find);
        Assert.Null(await service.CountSessionsAsync(Cancel));
        Assert.Equal(HostFault.AccessDenied, (await Assert.ThrowsAsync<HostException>(() => service.RestartAsync(Cancel))).Fault);
    }

    private static string Find(string name) => "/bin/" + name;

    private sealed class ForbiddenProcesses : IProcessRunner
    {
        public Task<ProcessOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken) =>
            Task.FromException<ProcessOutcome?>(new UnauthorizedAccessException(program));
    }

    private sealed class FakeProcesses(params ProcessOutcome?[] outcomes) : IProcessRunner
    {
        private readonly Queue<ProcessOutcome?> _outcomes = new(outcomes);

        public List<string> Run { get; } = [];

        /// <summary>Who presses Ctrl+C while the first program runs.</summary>
        public CancellationTokenSource? BreaksOffFirst { get; init; }

        public Task<ProcessOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
        {
            if (Run.Count == 0) BreaksOffFirst?.Cancel();
            Assert.InRange(limit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
            Run.Add(string.Join(' ', [program, .. arguments]));
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(_outcomes.Dequeue());
        }
    }
}
