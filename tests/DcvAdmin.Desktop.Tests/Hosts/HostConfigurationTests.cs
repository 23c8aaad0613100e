using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;
using DcvAdmin.Loading;

namespace DcvAdmin.Desktop.Tests.Hosts;

/// <summary>The settings of a DCV server in a file, and the programs that are run for them.</summary>
public sealed class HostConfigurationTests : IDisposable
{
    private const string Stock = "\uFEFF# DCV ü\r\n[security]\r\n#auth-token-verifier=\"\"\r\n";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_changed_once_and_read_again()
    {
        var path = _folder.File("dcv 'x'.conf");
        File.WriteAllText(path, Stock);
        var host = AdapterLoader.Factory.OpenHostConfiguration(new HostPlace(path, null));
        SettingChange[] changes = [new("security", "auth-token-verifier", SettingValue.Of("https://b:8445/ü")), new("security", "no-tls-strict", SettingValue.Of(true))];

        Assert.True(await host.ApplyAsync(changes, Cancel));
        Assert.False(await host.ApplyAsync(changes, Cancel));

        Assert.Equal(Stock.TrimStart('\uFEFF') + "auth-token-verifier=\"https://b:8445/ü\"\r\nno-tls-strict=true\r\n", File.ReadAllText(path));
        Assert.Equal(Stock.TrimStart('\uFEFF'), File.ReadAllText(path + ".dcvadmin-backup"));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
        Assert.Equal(["https://b:8445/ü", "true"], (await host.ReadAsync(Cancel)).Select(stored => stored.Value!.ToString()));

        Assert.True(await host.ApplyAsync([.. changes.Select(change => new SettingChange(change.Section, change.Name, null))], Cancel));
        Assert.Empty(await host.ReadAsync(Cancel));
    }

    [Fact]
    public void A_report_of_a_host_is_read_and_changes_are_written()
    {
        var reports = AdapterLoader.Factory.CreateHostReports();
        var report = reports.Read("""{"Format":1,"Location":"l","Warnings":["\u00fc"],"Settings":[{"Section":"s","Name":"n","Value":["a"],"Type":"List","Flaw":null}]}""");
        Assert.Equal(SettingValue.Of(["a"]), report.Settings![0].Value);
        Assert.Equal(["ü"], report.Warnings);
        Assert.Throws<FormatException>(() => reports.Read("{}"));
        Assert.Throws<FormatException>(() => reports.Read("""{"Format":1,"Location":"\ud800","Settings":[]}"""));
        Assert.Equal("{\"s/n\":\"=ü\"}", Encoding.UTF8.GetString(Convert.FromBase64String(reports.Write([new SettingChange("s", "n", SettingValue.Of("ü"))]))));
    }

    [Fact]
    public async Task A_missing_file_is_a_fault_of_ours()
    {
        var host = AdapterLoader.Factory.OpenHostConfiguration(new HostPlace(_folder.File("absent.conf"), null));
        Assert.Equal(HostFault.NotFound, (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync(Cancel))).Fault);
    }

    [Fact]
    public async Task A_verifier_is_followed_to_its_certificate_and_its_answer()
    {
        var broker = BrokerUnderTest.Current ?? throw new InvalidOperationException("There is no broker.");
        Assert.Equal(StepResult.Passed, await LastResultAsync(broker, broker.CaFile));
        Assert.Equal(StepResult.Skipped, await LastResultAsync(broker, broker.OtherCaFile));
    }

    [Fact]
    public async Task A_command_that_is_not_there_counts_no_sessions() => Assert.Null(await AdapterLoader.Factory.FindDcvService().CountSessionsAsync(Cancel));

    private static async Task<StepResult> LastResultAsync(BrokerUnderTest broker, string caFile)
    {
        var settings = new TokenVerifierSettings(broker.Verifier.AbsoluteUri, TimeSpan.FromSeconds(100), caFile, NoTlsStrict: false);
        var last = StepResult.Warning;
        await new VerifierDiagnosis(settings, AdapterLoader.Factory.CreateNetworkProbe(), AdapterLoader.Factory.CreateVerifierProbe()).RunAsync(
            step =>
            {
                last = step.Result;
                return Task.CompletedTask;
            },
            Cancel);
        return last;
    }
}
