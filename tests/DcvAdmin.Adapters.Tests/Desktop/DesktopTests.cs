using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Adapters.Tests.Desktop;

/// <summary>The staged module on .NET Framework or Mono, loaded as Windows PowerShell 5.1 loads it.</summary>
public sealed class DesktopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_adapters_keep_their_contracts_there()
    {
        DesktopProcess.SkipWhereItCannotRun();
        var data = _folder.File("broker");
        var certificates = new RsaCertificates(_folder.File("right"));
        using var broker = await NeighbourBroker.StartAsync(data, certificates, Cancel);

        var (exitCode, lines) = await DesktopProcess.RunAsync(
            "suites", broker.ClientAddress, broker.Verifier, NeighbourBroker.CredentialFileIn(data), certificates.CaFile, new RsaCertificates(_folder.File("wrong")).CaFile);

        var passed = lines.Where(line => line.StartsWith("pass ", StringComparison.Ordinal)).ToArray();
        AssertGood(exitCode, lines);
        TestContext.Current.TestOutputHelper?.WriteLine($"{passed.Length} tests passed");
        // A suite that was not found passes, too.
        foreach (var suite in (string[])["SqliteTokenStoreTests", "SqliteAuditLogTests", "LocalTokenAdministrationTests", "SqliteWorkspaceInventoryTests", "StagedModuleTests", "BrokerTests", "AwsTests", "ConnectionTests", "HostConfigurationTests"])
            Assert.Contains(passed, line => line.Contains($".{suite}.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OtherVersionLoaded")]
    [InlineData("SameVersionLoaded")]
    [InlineData("HandlerBefore")]
    [InlineData("HandlerWithEmptyFileBefore")]
    [InlineData("HandlerAfter")]
    public async Task Beside_the_same_files_of_another_module_the_adapters_run_on_their_own_or_say_why_not(string rivalry)
    {
        DesktopProcess.SkipWhereItCannotRun();
        var (exitCode, lines) = await DesktopProcess.RunAsync(rivalry, _folder.Path);

        foreach (var line in lines) TestContext.Current.TestOutputHelper?.WriteLine(line);
        AssertGood(exitCode, lines);
        Assert.Contains($"pass {rivalry}", lines);
    }

    [Fact]
    public async Task Without_a_native_SQLite_the_store_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The module brings one for Windows.");
        DesktopProcess.SkipWhereItCannotRun();
        var (exitCode, lines) = await DesktopProcess.RunAsync(hasSqlite: false, "SqliteMissing", _folder.Path);
        AssertGood(exitCode, lines);
    }

    // A skipped check counts as a failed one: whatever it needs was to be there.
    private static void AssertGood(int exitCode, IReadOnlyList<string> lines) => Assert.True(
        exitCode == 0 && !lines.Any(line => line.StartsWith("FAIL ", StringComparison.Ordinal) || line.StartsWith("skip ", StringComparison.Ordinal)),
        $"It ended with exit code {exitCode}:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Where(line => !line.StartsWith("pass ", StringComparison.Ordinal)))}");
}
