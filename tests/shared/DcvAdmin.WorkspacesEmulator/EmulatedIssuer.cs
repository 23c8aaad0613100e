using System;
using System.Buffers.Text;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Emulators;

/// <summary>An issuer of tokens as Amazon Cognito is one, on a free port of 127.0.0.1: it signs with RS256 and publishes its key.</summary>
public sealed class EmulatedIssuer : IAsyncDisposable
{
    public const string Audience = "app-client-1";

    private readonly WebApplication _application;
    private (string Id, RSA Key) _key = ("k1", RSA.Create(2048));
    private int _requests;

    private EmulatedIssuer(WebApplication application) => _application = application;

    /// <summary>As it stands in <c>iss</c>.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>How often the keys were asked for.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Whether it answers with an error.</summary>
    public bool IsDown { get; set; }

    public static async Task<EmulatedIssuer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var issuer = new EmulatedIssuer(builder.Build());
        issuer._application.MapGet("/pool/.well-known/jwks.json", issuer.AnswerAsync);
        await issuer._application.StartAsync(cancellationToken);
        issuer.Name = issuer._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/pool";
        return issuer;
    }

    /// <summary>Signs with another key from now on, and publishes no other.</summary>
    public void Rotate() => _key = ($"k{Guid.NewGuid():N}", RSA.Create(2048));

    /// <summary>A token as Cognito issues one to a user whose groups come from a directory.</summary>
    /// <param name="user">The user.</param>
    /// <param name="groups">The claim <c>custom:ADGroups</c>.</param>
    /// <param name="change">Changes the claims before they are signed.</param>
    public string Issue(string user, string groups, Action<JsonObject>? change = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["sub"] = "0f0e0d0c", ["iss"] = Name, ["aud"] = Audience, ["token_use"] = "id", ["cognito:username"] = user, ["custom:ADGroups"] = groups, ["auth_time"] = now, ["iat"] = now, ["exp"] = now + 3600,
        };
        change?.Invoke(claims);
        var (id, key) = _key;
        var signed = $"{Encode(new JsonObject { ["kid"] = id, ["alg"] = "RS256" })}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _key.Key.Dispose();
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        }

        var (id, key) = _key;
        var parameters = key.ExportParameters(false);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = id, ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) }),
        }.ToJsonString());
    }
}
