using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Servers;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>Amazon WorkSpaces on loopback, in a process of its own, so that memory and threads here are the reader's alone.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _control;

    private EmulatorProcess(ServerProcess process, Uri address)
    {
        _process = process;
        _control = new HttpClient { BaseAddress = address };
    }

    public Uri Address => _control.BaseAddress!;

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    public static async Task<EmulatorProcess> StartAsync(Estate estate, CancellationToken stop)
    {
        var program = typeof(EmulatorProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "WorkspacesEmulator").Value!;
        if (!File.Exists(program)) throw new BenchException($"There is no {program}: dotnet build -c Release tests/shared/DcvAdmin.WorkspacesEmulator");
        var (process, address) = await ServerProcess.StartAsync(program, estate.Regions, line => Uri.TryCreate(line, UriKind.Absolute, out var uri) ? uri : null, stop);
        return new EmulatorProcess(process, address);
    }

    /// <summary>Sets all regions anew.</summary>
    public async Task FillAsync(Estate estate, int latency, CancellationToken stop)
    {
        var first = 0;
        foreach (var (region, count) in estate.Places)
        {
            using var body = new StringContent(new JsonObject { ["count"] = count, ["first"] = first, ["latency"] = latency }.ToJsonString());
            using var answer = await _control.PutAsync(new Uri($"emulator/{region}", UriKind.Relative), body, stop);
            answer.EnsureSuccessStatusCode();
            first += count;
        }
    }

    /// <summary>How often an operation was asked for since the last time; empty for all.</summary>
    public async Task<int> TakeCallsAsync(string operation, CancellationToken stop)
    {
        var calls = await _control.GetStringAsync(new Uri("emulator/calls", UriKind.Relative), stop);
        using var answer = await _control.DeleteAsync(new Uri("emulator/calls", UriKind.Relative), stop);
        answer.EnsureSuccessStatusCode();
        return calls.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(call => call.Contains(operation, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _control.Dispose();
        _process.Dispose();
    }

}
