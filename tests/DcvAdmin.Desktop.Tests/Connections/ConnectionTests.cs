using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Connections;
using DcvAdmin.Loading;

namespace DcvAdmin.Desktop.Tests.Connections;

/// <summary>The way to a server over TLS, for which a real broker stands in, and the writing of files.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_reached_and_its_certificate_judged()
    {
        Assert.SkipWhen(BrokerUnderTest.Current is null, "no broker runs beside this program");
        var broker = BrokerUnderTest.Current!;
        var (trusted, status) = await ProbeAsync(broker.Verifier, broker.CaFile);
        Assert.True(trusted is { IsTrusted: true, IsForHost: true, IsSelfSigned: false });
        Assert.InRange(status, 200, 499);
        Assert.False((await ProbeAsync(broker.Verifier, broker.OtherCaFile)).Certificate.IsTrusted);
        Assert.False((await ProbeAsync(broker.Verifier, null)).Certificate.IsTrusted);
    }

    [Fact]
    public async Task A_file_is_written_once()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ConnectionFile.Extension);
        var writer = AdapterLoader.Factory.CreateConnectionFileWriter();
        try
        {
            Assert.True(await writer.WriteAsync(path, "first", replace: false, Cancel));
            Assert.False(await writer.WriteAsync(path, "second", replace: false, Cancel));
            Assert.Equal("first", File.ReadAllText(path));
            Assert.True(await writer.WriteAsync(path, "third", replace: true, Cancel));
            Assert.Equal("third", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<(ServerCertificate Certificate, int Status)> ProbeAsync(Uri server, string? caFile)
    {
        Assert.True(ServerAddress.TryParse(server.Authority, out var address));
        var probe = AdapterLoader.Factory.CreateConnectionProbe(caFile);
        using var connection = await probe.ConnectAsync(await probe.ResolveAsync(address!.Host, Cancel), address.Port, Cancel);
        var certificate = await connection.SecureAsync(address.Host, Cancel);
        return (certificate, await connection.GetAsync(address, "/", Cancel));
    }
}
