using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Processes;

namespace DcvAdmin.Hosts;

/// <summary>The DCV server of this machine: the service <c>dcvserver</c> of systemd or of Windows (DCV Administrator Guide, "Stopping and starting the server").</summary>
/// <param name="processes">Runs programs.</param>
/// <param name="system">What runs services here.</param>
/// <param name="find">The path of a program by its name; null where it is not there.</param>
internal sealed class DcvService(IProcessRunner processes, ServiceSystem system, Func<string, string?> find) : IDcvService
{
    private const string ServiceName = "dcvserver";

    private static readonly Regex Digits = new("[0-9]+", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(90);

    public async Task<int?> CountSessionsAsync(CancellationToken cancellationToken)
    {
        if (find(system == ServiceSystem.Windows ? "dcv.exe" : "dcv") is not { } command) return null;
        try
        {
            var listed = await processes.RunAsync(command, ["list-sessions", "-j"], CountLimit, cancellationToken).ConfigureAwait(false);
            if (listed is not { ExitCode: 0 }) return null;
            using var json = JsonDocument.Parse(listed.Output);
            return json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.GetArrayLength() : null;
        }
        catch (Exception failure) when (failure is JsonException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        switch (system)
        {
            case ServiceSystem.Systemd:
                await RestartBySystemdAsync(cancellationToken).ConfigureAwait(false);
                return;
            case ServiceSystem.Windows:
                await RestartByWindowsAsync(cancellationToken).ConfigureAwait(false);
                return;
            default:
                throw new HostException(HostFault.NotSupported, "DcvAdmin does not know how to restart a DCV server on this system.", "Restart it by hand; the settings are written.");
        }
    }

    private async Task RestartBySystemdAsync(CancellationToken cancellationToken)
    {
        var outcome = await RunAsync("systemctl", ["--no-ask-password", "restart", ServiceName], cancellationToken).ConfigureAwait(false)
            ?? throw new HostException(HostFault.NotSupported, "There is no systemctl on this machine.", "Restart the DCV server by hand; the settings are written.");
        if (outcome.ExitCode == 0) return;
        // Exit codes of systemctl are those of init scripts: 4 for want of rights, 5 for a service that is not installed (systemd.exec, "Process Exit Codes").
        throw Failure(outcome.ExitCode switch { 4 => HostFault.AccessDenied, 5 => HostFault.NotFound, _ => HostFault.Unavailable }, outcome);
    }

    private async Task RestartByWindowsAsync(CancellationToken cancellationToken)
    {
        // net.exe waits until the service controller says that the service has stopped or started; sc.exe does not.
        try
        {
            await NetAsync(["stop", ServiceName, "/y"], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or HostException { InnerException: TimeoutException })
        {
            // The stop may go on although nobody waits for it any more; a DCV server that is down because of us must not stay so.
            try
            {
                await NetAsync(["start", ServiceName], CancellationToken.None).ConfigureAwait(false);
            }
            catch (HostException)
            {
                // What kept it from stopping is the better thing to tell.
            }

            throw;
        }

        await NetAsync(["start", ServiceName], CancellationToken.None).ConfigureAwait(false);
    }

    private async Task NetAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync("net.exe", arguments, cancellationToken).ConfigureAwait(false)
            ?? throw new HostException(HostFault.NotSupported, "There is no net.exe on this machine.", "Restart the service by hand; the settings are written.");
        // The words are in the language of Windows, the numbers are not: 3521 says that it was not running, 2185 that there is no such service.
        if (outcome.ExitCode == 0 || NumbersIn(outcome.Output + outcome.Errors).Contains("3521")) return;
        throw Failure(NumbersIn(outcome.Output + outcome.Errors).Contains("2185") ? HostFault.NotFound : IsAccessDenied(outcome) ? HostFault.AccessDenied : HostFault.Unavailable, outcome);
    }

    private async Task<ProcessOutcome?> RunAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (find(name) is not { } program) return null;
        try
        {
            return await processes.RunAsync(program, arguments, RestartLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException failure)
        {
            throw new HostException(HostFault.Unavailable, $"The DCV server did not restart within {RestartLimit.TotalSeconds} s.", "Look at its state and its log; the settings are written.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HostException(failure is IOException ? HostFault.Unavailable : HostFault.AccessDenied, failure.Message, "Restart the DCV server by hand; the settings are written.", failure);
        }
    }

    private static IEnumerable<string> NumbersIn(string words) => Digits.Matches(words).Cast<Match>().Select(match => match.Value);

    // "System error 5 has occurred.", in the language of Windows, is a line of its own before the reason.
    private static bool IsAccessDenied(ProcessOutcome outcome) => NumbersIn(outcome.Errors.TrimStart().Split('\n')[0]).SequenceEqual(["5"]);

    private static string InOneLine(string text) => string.Join("; ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Where(line => line.Length > 0));

    private static HostException Failure(HostFault fault, ProcessOutcome outcome) => new(
        fault,
        $"The DCV server was not restarted (exit code {outcome.ExitCode}). {InOneLine(outcome.Errors + outcome.Output)}".TrimEnd(),
        fault switch
        {
            HostFault.AccessDenied => "Run as root or as an administrator; the settings are written.",
            HostFault.NotFound => "Check that a DCV server is installed on this machine; the settings are written.",
            _ => "Look at its state and its log; the settings are written.",
        });
}
