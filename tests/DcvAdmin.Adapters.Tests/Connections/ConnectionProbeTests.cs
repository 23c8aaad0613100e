using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Connections;
using DcvAdmin.Stores;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Connections;

public sealed class ConnectionProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("authority of a test");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_authority_of_the_file_is_trusted()
    {
        using var certificate = _authority.Issue();
        var (judged, status) = await ProbeAsync(certificate, _authority.WriteTo(_folder.File("ca.pem")));
        Assert.True(judged is { IsTrusted: true, IsForHost: true, IsSelfSigned: false });
        Assert.Equal(certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), judged.Fingerprint.Replace(":", string.Empty, StringComparison.Ordinal));
        Assert.Equal(302, status);
    }

    [Fact]
    public async Task Without_a_file_the_machine_decides()
    {
        using var certificate = _authority.Issue();
        Assert.False((await ProbeAsync(certificate, caFile: null)).Certificate.IsTrusted);
    }

    [Fact]
    public async Task Another_authority_of_the_same_name_is_not_trusted()
    {
        using var other = new TestAuthority("authority of a test");
        using var certificate = _authority.Issue();
        Assert.False((await ProbeAsync(certificate, other.WriteTo(_folder.File("ca.pem")))).Certificate.IsTrusted);
    }

    [Fact]
    public async Task Name_and_time_are_looked_at()
    {
        var caFile = _authority.WriteTo(_folder.File("ca.pem"));
        using var foreign = _authority.Issue(onlyForName: "other.example");
        Assert.True((await ProbeAsync(foreign, caFile)).Certificate is { IsTrusted: true, IsForHost: false });
        using var expired = _authority.Issue(expiry: DateTimeOffset.UtcNow.AddHours(-1));
        Assert.True((await ProbeAsync(expired, caFile)).Certificate is { IsTrusted: false, IsForHost: true });
    }

    [Fact]
    public async Task A_file_without_certificates_is_no_fault_of_the_server()
    {
        System.IO.File.WriteAllText(_folder.File("ca.pem"), "none");
        using var certificate = _authority.Issue();
        await Assert.ThrowsAsync<StoreException>(() => ProbeAsync(certificate, _folder.File("ca.pem")));
    }

    [Fact]
    public async Task Of_several_addresses_one_that_answers_is_enough()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var probe = new ConnectionProbe(caFile: null);
        // 127.0.0.2 is this machine as well, and the server does not listen there.
        using var connection = await probe.ConnectAsync(["127.0.0.2", "127.0.0.1"], server.Address.Port, Stop);
        Assert.Equal("127.0.0.1", connection.RemoteAddress);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        var nobody = await LoopbackServer.NobodyAsync();
        var failure = await Assert.ThrowsAsync<ProbeException>(() => new ConnectionProbe(null).ConnectAsync(["127.0.0.1"], nobody.Port, Stop));
        Assert.Contains($"Port {nobody.Port} does not answer at 127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_needs_no_name_server()
    {
        Assert.True(ServerHost.TryParse("[2001:db8::1]", out var host));
        Assert.Equal(["2001:db8::1"], await new ConnectionProbe(null).ResolveAsync(host, Stop));
    }

    [Fact]
    public async Task A_server_that_keeps_silent_does_not_keep_its_caller()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connection = await new ConnectionProbe(null).ConnectAsync(["127.0.0.1"], ((IPEndPoint)listener.LocalEndpoint).Port, Stop);
        Assert.True(ServerHost.TryParse("127.0.0.1", out var host));
        using var callers = new CancellationTokenSource();
        var handshake = connection.SecureAsync(host, callers.Token);
        await callers.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handshake);
    }

    private static async Task<(ServerCertificate Certificate, int Status)> ProbeAsync(X509Certificate2 shown, string? caFile)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            return Task.CompletedTask;
        }, shown);
        Assert.True(ServerAddress.TryParse(server.Address.Authority, out var address));
        var probe = new ConnectionProbe(caFile);
        using var connection = await probe.ConnectAsync(await probe.ResolveAsync(address.Host, Stop), address.Port, Stop);
        var judged = await connection.SecureAsync(address.Host, Stop);
        var status = await connection.GetAsync(address, "/lab", Stop);
        Assert.Equal(["GET /lab"], server.Asked);
        return (judged, status);
    }
}
