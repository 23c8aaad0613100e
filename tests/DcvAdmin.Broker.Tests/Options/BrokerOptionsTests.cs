using System;
using System.IO;
using System.Linq;
using System.Net;
using DcvAdmin.Broker.Options;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Stores;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tests.Options;

public sealed class BrokerOptionsTests
{
    [Fact]
    public void Without_settings_the_documented_defaults_hold()
    {
        var options = Read("--data-folder", "/data");

        Assert.Equal((8443, 8445), (options.ClientEndpoint.Port, options.AgentEndpoint.Port));
        Assert.Equal((IPAddress.IPv6Any, IPAddress.IPv6Any), (options.ClientEndpoint.Address, options.AgentEndpoint.Address));
        Assert.Equal((100, 20, 3600, TimeSpan.FromHours(24)), (options.VerificationRate, options.ApiRate, options.AccessTokenLifetime, options.GrantRetention));
        Assert.Equal(LogLevel.Information, options.LogLevel);
        Assert.False(options.PlainHttp || options.Demo || options.AcceptClockSetBack || options.JsonLog);
        Assert.Equal(Path.Combine(options.DataFolder, "dcvadmin.db"), Assert.IsType<StoreUri.Sqlite>(options.Store).Path);
    }

    [Theory]
    [InlineData("ClientPort", "--client-port", "x")]
    [InlineData("ClientPort", "--client-port", "65536")]
    [InlineData("AgentPort", "--agent-port", "-1")]
    [InlineData("ClientAddress", "--client-address", "not-an-address")]
    [InlineData("Store", "--store", "mysql://host/db")]
    [InlineData("Store", "--store", "https://other:8443")]
    [InlineData("VerificationRate", "--verification-rate", "0")]
    [InlineData("ApiRate", "--api-rate", "many")]
    [InlineData("AccessTokenLifetime", "--access-token-lifetime", "59")]
    [InlineData("GrantRetentionHours", "--grant-retention-hours", "8761")]
    [InlineData("LogLevel", "--log-level", "Loud")]
    [InlineData("LogLevel", "--log-level", "2")]
    [InlineData("LogLevel", "--log-level", "None")]
    [InlineData("HostNames", "--host-names", "good.example.com,bad name")]
    [InlineData("TlsCertificateFile", "--tls-certificate-file", "no-such-file.pem")]
    [InlineData("TlsKeyFile", "--tls-key-file", "no-such-file.key")]
    public void A_wrong_value_is_one_sentence_that_names_the_option(string key, string option, string value)
    {
        var flaws = Flaws(option, value);

        Assert.Contains(flaws, flaw => flaw.Contains(key, StringComparison.Ordinal));
        Assert.All(flaws, flaw => Assert.Matches("[.:]", flaw));
    }

    [Fact]
    public void Every_flaw_is_reported_at_once() =>
        Assert.Equal(3, Flaws("--client-port", "x", "--log-level", "Loud", "--no-such-option", "value").Count);

    [Theory]
    [InlineData("stray")]
    [InlineData("--no-such-option")]
    [InlineData("--client-port")]
    [InlineData("--client-port", "1", "--client-port", "2")]
    [InlineData("--client-port", "9000", "--agent-port", "9000")]
    [InlineData("--plain-http")]
    [InlineData("--plain-http", "--client-address", "127.0.0.1", "--agent-address", "0.0.0.0")]
    [InlineData("--plain-http=maybe")]
    [InlineData("--demo", "--agent-address", "*")]
    [InlineData("--config", "no-such-file.json")]
    public void A_command_line_that_makes_no_sense_is_refused(params string[] arguments) => Assert.Single(Flaws(arguments));

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("broker.json"), """{ "Broker": { "ClientPort": 9001, "AgentPort": 9002, "JsonLog": true } }""");
        var options = Read("--config", folder.File("broker.json"), "--agent-port=9003");

        Assert.Equal((9001, 9003, true), (options.ClientEndpoint.Port, options.AgentEndpoint.Port, options.JsonLog));
    }

    [Theory]
    [InlineData("""{ "Broker": { "ClientPrt": 9001 } }""", "ClientPrt")]
    [InlineData("""{ "Broker": """, "configuration file")]
    public void A_configuration_file_with_a_mistake_is_refused(string content, string told)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("broker.json"), content);

        Assert.Contains(told, Assert.Single(Flaws("--config", folder.File("broker.json"))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_is_on_loopback_with_data_of_its_own()
    {
        var options = Read("--demo");

        Assert.True(IPAddress.IsLoopback(options.ClientEndpoint.Address) && IPAddress.IsLoopback(options.AgentEndpoint.Address));
        Assert.StartsWith(Path.GetTempPath(), options.DataFolder, StringComparison.Ordinal);
        Assert.NotEqual(options.DataFolder, Read("--demo").DataFolder);
    }

    [Fact]
    public void Help_names_every_option() =>
        Assert.All(BrokerOption.All, option => Assert.Contains($"--{option.Switch} ", BrokerCommandLine.Help, StringComparison.Ordinal));

    [Fact]
    public void The_guides_name_every_option()
    {
        var guide = string.Concat(new[] { "broker.md", "portal.md" }.Select(page => File.ReadAllText(Path.Combine(Repository.Root, "docs", page))));

        Assert.All(BrokerOption.All, option => Assert.Contains($"`--{option.Switch}`", guide, StringComparison.Ordinal));
    }

    private static BrokerOptions Read(params string[] arguments)
    {
        var (options, flaws) = BrokerOptionsReader.Read(BrokerCommandLine.Parse(arguments));
        Assert.Empty(flaws);
        return options!;
    }

    private static System.Collections.Generic.IReadOnlyList<string> Flaws(params string[] arguments)
    {
        var (options, flaws) = BrokerOptionsReader.Read(BrokerCommandLine.Parse(arguments));
        Assert.Null(options);
        return flaws;
    }
}
