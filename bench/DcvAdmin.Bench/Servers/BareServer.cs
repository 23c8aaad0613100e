using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DcvAdmin.Bench.Servers;

/// <summary>
/// What the broker is compared with: Kestrel that reads the same form by ASP.NET's own reader and answers a constant as long as the broker's yes.
/// No routing, no logging, no limits. Settings and certificate are the broker's.
/// </summary>
internal static class BareServer
{
    /// <summary>The hidden first argument that makes this program the bare server.</summary>
    public const string Command = "bare";

    private const string Ready = "bare endpoint on port ";

    /// <summary>Starts one. <paramref name="certificateFile"/> is null for plain HTTP.</summary>
    public static async Task<RunningServer> StartAsync(string? certificateFile, string reply, CancellationToken cancellationToken)
    {
        var (process, port) = await ServerProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "DcvAdmin.Bench.dll"), [Command, reply, .. certificateFile is null ? Array.Empty<string>() : [certificateFile]], line => line.StartsWith(Ready, StringComparison.Ordinal) ? line[Ready.Length..] : null, cancellationToken);
        return new RunningServer(process, new IPEndPoint(IPAddress.Loopback, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Is one, until its standard input ends.</summary>
    public static async Task<int> RunAsync(ReadOnlyMemory<string> args)
    {
        var reply = Encoding.UTF8.GetBytes(args.Span[0]);
        var certificate = args.Length > 1 ? LoadCertificate(args.Span[1]) : null;

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ListenOptions? listening = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listener =>
            {
                listening = listener;
                if (certificate is null) listener.Protocols = HttpProtocols.Http1;
                else listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate) });
            });
        });

        await using var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.ReadFormAsync();
            context.Response.ContentType = "text/xml; charset=utf-8";
            context.Response.ContentLength = reply.Length;
            await context.Response.Body.WriteAsync(reply);
        });
        await app.StartAsync();
        Console.WriteLine(Ready + listening!.IPEndPoint!.Port);

        // The bench holds the other end: when it is gone, so is this.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }

    private static SslServerAuthenticationOptions LoadCertificate(string file)
    {
        if (!File.Exists(file)) throw new BenchException($"There is no certificate {file}.");
        using var pem = X509Certificate2.CreateFromPemFile(file);
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        return new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) };
    }
}
