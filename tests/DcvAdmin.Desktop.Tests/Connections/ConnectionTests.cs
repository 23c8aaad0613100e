using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Connections;
using DcvAdmin.Diagnosis;
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
        var probe = AdapterLoader.Factory.CreateNetworkProbe();
        var (right, wrong) = (probe.ReadAuthorities(broker.CaFile), probe.ReadAuthorities(broker.OtherCaFile));

        // Its certificate comes from an authority between, which it sends along.
        Assert.Equal(CertificateFlaws.None, await FlawsAsync(broker.Verifier, TrustedAuthorities.Only(right)));
        Assert.Equal(CertificateFlaws.None, await FlawsAsync(broker.Verifier, TrustedAuthorities.OfMachineAnd(right)));
        Assert.Equal(CertificateFlaws.UnknownAuthority, await FlawsAsync(broker.Verifier, TrustedAuthorities.Only(wrong)));
        Assert.Equal(CertificateFlaws.UnknownAuthority, await FlawsAsync(broker.Verifier, TrustedAuthorities.OfMachine));
    }

    [Fact]
    public async Task A_server_answers_over_the_secured_connection()
    {
        Assert.SkipWhen(BrokerUnderTest.Current is null, "no broker runs beside this program");
        var server = BrokerUnderTest.Current!.Verifier;
        using var connection = await ConnectAsync(server);
        await connection.SecureAsync(server.DnsSafeHost, TrustedAuthorities.OfMachine, Cancel);
        Assert.InRange(await connection.GetAsync(server.Authority, "/", Cancel), 200, 499);
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

    private static async Task<CertificateFlaws> FlawsAsync(Uri server, TrustedAuthorities authorities)
    {
        using var connection = await ConnectAsync(server);
        return (await connection.SecureAsync(server.DnsSafeHost, authorities, Cancel)).Flaws;
    }

    private static async Task<IProbedConnection> ConnectAsync(Uri server)
    {
        var probe = AdapterLoader.Factory.CreateNetworkProbe();
        return await probe.ConnectAsync(await probe.ResolveAsync(server.DnsSafeHost, Cancel), server.Port, Cancel);
    }
}
