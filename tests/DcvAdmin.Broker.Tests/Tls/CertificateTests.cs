using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Broker.Tls;

namespace DcvAdmin.Broker.Tests.Tls;

public sealed class CertificateTests
{
    [Fact]
    public async Task A_client_that_trusts_only_the_printed_ca_is_served_by_name_and_by_address()
    {
        await using var broker = await RunningBroker.StartAsync();
        foreach (var host in (string[])["localhost", "127.0.0.1"])
        {
            var address = new UriBuilder(broker.Application.AgentAddress) { Host = host, Path = "health" }.Uri;
            Assert.Equal(HttpStatusCode.OK, (await broker.Http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    [Fact]
    public async Task A_client_that_does_not_know_the_ca_refuses_the_broker()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var stranger = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(new Uri(broker.Application.AgentAddress, "health"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_certificate_is_for_the_names_the_admin_added()
    {
        await using var broker = await RunningBroker.StartAsync(arguments: ["--host-names", "broker.example.com, 192.0.2.10"]);
        using var served = await ServedAsync(broker);

        Assert.True(served.MatchesHostname("broker.example.com"));
        Assert.True(served.MatchesHostname("192.0.2.10"));
        Assert.True(served.MatchesHostname(Environment.MachineName));
        Assert.False(served.MatchesHostname("other.example.com"));
    }

    [Fact]
    public async Task New_names_get_a_new_certificate_of_the_same_authority_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        string authority, firstSerial;
        await using (var first = await RunningBroker.StartAsync(folder.FullName))
        {
            authority = await File.ReadAllTextAsync(first.Application.Certificate!.AuthorityFile!, TestContext.Current.CancellationToken);
            using var served = await ServedAsync(first);
            firstSerial = served.SerialNumber;
        }

        await using (var same = await RunningBroker.StartAsync(folder.FullName))
        {
            using var served = await ServedAsync(same);
            Assert.Equal(firstSerial, served.SerialNumber);
        }

        await using var renamed = await RunningBroker.StartAsync(folder.FullName, null, "--host-names", "broker.example.com");
        using var other = await ServedAsync(renamed);
        Assert.NotEqual(firstSerial, other.SerialNumber);
        Assert.Equal(authority, await File.ReadAllTextAsync(renamed.Application.Certificate!.AuthorityFile!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_certificate_is_renewed_30_days_before_its_end_without_a_restart()
    {
        // The broker starts in the past, so that the renewed certificate is valid for this machine's real clock.
        var time = new ManualTime(DateTimeOffset.UtcNow.AddDays(-61));
        await using var broker = await RunningBroker.StartAsync(time: time);
        using var first = await ServedAsync(broker);
        time.Advance(TimeSpan.FromDays(59));
        using var early = await ServedAsync(broker);
        time.Advance(TimeSpan.FromDays(2));
        using var renewed = await ServedAsync(broker, until: served => served.SerialNumber != first.SerialNumber);

        Assert.Equal(first.SerialNumber, early.SerialNumber);
        Assert.True(renewed.NotAfter > first.NotAfter.AddDays(50));
        using var client = broker.NewClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(broker.Application.AgentAddress, "health"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Private_files_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes are not a thing on Windows.");
        await using var broker = await RunningBroker.StartAsync(Path.Combine(Path.GetTempPath(), "dcvadmin-test-" + Path.GetRandomFileName()));
        var folder = broker.Application.Options.DataFolder;
        try
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            string[] all = [folder, .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)];
            Assert.Contains(all, path => path.EndsWith("api-client.json", StringComparison.Ordinal));
            Assert.Contains(all, path => path.EndsWith("dcvadmin.db", StringComparison.Ordinal));
            Assert.All(all, path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_certificate_of_the_admins_own_is_served_with_its_chain_and_taken_up_when_replaced()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime(DateTimeOffset.UtcNow);
        WriteOwn(folder, "localhost");
        await using var broker = await RunningBroker.StartAsync(folder.FullName, time, "--tls-certificate-file", folder.File("own.pem"), "--tls-key-file", folder.File("own.key"));
        using var first = await ServedAsync(broker);

        await File.WriteAllTextAsync(folder.File("own.pem"), "half a file", TestContext.Current.CancellationToken);
        time.Advance(CertificateRenewal.Period);
        using var kept = await ServedAsync(broker);
        WriteOwn(folder, "localhost");
        File.SetLastWriteTimeUtc(folder.File("own.pem"), DateTime.UtcNow.AddMinutes(1));
        time.Advance(CertificateRenewal.Period);
        using var replaced = await ServedAsync(broker, until: served => served.SerialNumber != first.SerialNumber);

        Assert.Equal(first.SerialNumber, kept.SerialNumber);
        Assert.Null(broker.Application.Certificate!.AuthorityFile);
        Assert.True(replaced.MatchesHostname("localhost"));
    }

    [Fact]
    public async Task A_pfx_with_a_password_file_is_served()
    {
        using var folder = new TemporaryFolder();
        using var own = MakeSelfSigned("localhost", DateTimeOffset.UtcNow.AddDays(30));
        await File.WriteAllBytesAsync(folder.File("own.pfx"), own.Export(X509ContentType.Pkcs12, "se cret"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("password"), "se cret\n", TestContext.Current.CancellationToken);
        await using var broker = await RunningBroker.StartAsync(folder.FullName, null, "--tls-certificate-file", folder.File("own.pfx"), "--tls-password-file", folder.File("password"));
        using var served = await ServedAsync(broker);

        Assert.Equal(own.Thumbprint, served.Thumbprint);
    }

    [Fact]
    public async Task A_broken_certificate_stops_the_start_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        using var own = MakeSelfSigned("localhost", DateTimeOffset.UtcNow.AddDays(30));
        using var other = MakeSelfSigned("localhost", DateTimeOffset.UtcNow.AddDays(30));
        using var ended = MakeSelfSigned("localhost", DateTimeOffset.UtcNow.AddDays(-1));
        await File.WriteAllTextAsync(folder.File("junk.pem"), "junk", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("own.pem"), own.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("other.key"), other.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("ended.pem"), ended.ExportCertificatePem() + "\n" + ended.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        await AssertRefusedAsync("junk.pem", "cannot be used", "--tls-certificate-file", folder.File("junk.pem"));
        await AssertRefusedAsync("own.pem", "of one pair", "--tls-certificate-file", folder.File("own.pem"), "--tls-key-file", folder.File("other.key"));
        await AssertRefusedAsync("ended.pem", "ended on", "--tls-certificate-file", folder.File("ended.pem"));

        async Task AssertRefusedAsync(string file, string why, params string[] arguments)
        {
            var failure = await Assert.ThrowsAsync<StartFailure>(() => RunningBroker.StartAsync(folder.FullName, null, arguments));
            Assert.Contains(file, failure.Message, StringComparison.Ordinal);
            Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_damaged_authority_is_not_replaced_behind_the_admins_back()
    {
        using var folder = new TemporaryFolder();
        await (await RunningBroker.StartAsync(folder.FullName)).DisposeAsync();
        File.Delete(Path.Combine(folder.FullName, "tls", "ca.key"));

        var failure = await Assert.ThrowsAsync<StartFailure>(() => RunningBroker.StartAsync(folder.FullName));

        Assert.Contains("ca.pem", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_start_that_died_in_the_middle_is_begun_again()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "tls"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tls", "ca.key"), "whatever the crash left", TestContext.Current.CancellationToken);

        await using var broker = await RunningBroker.StartAsync(folder.FullName);

        Assert.Equal(HttpStatusCode.OK, (await broker.Http.GetAsync(new Uri(broker.Application.AgentAddress, "health"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_at_the_first_start_is_no_obstacle_unless_it_was_days()
    {
        var now = DateTimeOffset.UtcNow;
        using var folder = new TemporaryFolder();
        await (await RunningBroker.StartAsync(folder.FullName, new ManualTime(now.AddSeconds(30)))).DisposeAsync();
        await (await RunningBroker.StartAsync(folder.FullName, new ManualTime(now), "--host-names", "broker.example.com")).DisposeAsync();

        var failure = await Assert.ThrowsAsync<StartFailure>(() => RunningBroker.StartAsync(folder.FullName, new ManualTime(now.AddDays(-2)), "--host-names", "other.example.com"));
        Assert.Contains("lies ahead", failure.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 MakeSelfSigned(string host, DateTimeOffset notAfter)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), notAfter);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static void WriteOwn(TemporaryFolder folder, string host)
    {
        using var own = MakeSelfSigned(host, DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(folder.File("own.key"), own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(folder.File("own.pem"), own.ExportCertificatePem());
    }

    /// <summary>The certificate a new connection gets; asked again until it is the one waited for, because the broker's own loop takes it up.</summary>
    private static async Task<X509Certificate2> ServedAsync(RunningBroker broker, Func<X509Certificate2, bool>? until = null)
    {
        while (true)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, broker.Application.AgentAddress.Port, TestContext.Current.CancellationToken);
            await using var tls = new SslStream(tcp.GetStream());
#pragma warning disable CA5359 // Any certificate will do: the test looks at what is served, trust is tested elsewhere.
            var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true };
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
            var served = new X509Certificate2((X509Certificate2)tls.RemoteCertificate!);
            if (until is null || until(served)) return served;
            served.Dispose();
            await Task.Yield();
        }
    }
}
