using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Adapters.Tests.Http;

/// <summary>A server on a free port of 127.0.0.1 that answers as a test says and remembers what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _asked = new();

    private LoopbackServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    /// <summary>Method, path and query of every request, in the order of their arrival.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public static async Task<LoopbackServer> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null, params X509Certificate2[] sentAlong)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null) return;
            // Not by its options for HTTPS: they refuse certificates that are not for servers, and add to the chain what the machine has.
            var context = SslStreamCertificateContext.Create(certificate, [.. sentAlong], offline: true);
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = context }) });
        }));
        var server = new LoopbackServer(builder.Build());
        server._application.Run(context =>
        {
            server._asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        server.Address = new Uri(server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>An address of this machine where nobody listens.</summary>
    public static async Task<Uri> NobodyAsync()
    {
        await using var server = await StartAsync(_ => Task.CompletedTask);
        return server.Address;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
