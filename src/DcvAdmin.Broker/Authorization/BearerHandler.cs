using System;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Threading.Tasks;
using DcvAdmin.Broker.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DcvAdmin.Broker.Authorization;

/// <summary>Lets API clients in by <c>Authorization: Bearer</c> (RFC 6750).</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessTokens accessTokens, ApiClients clients)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();

        var clientId = await accessTokens.CheckAsync(header[Prefix.Length..].Trim(), Context.RequestAborted);
        if (clientId is null || !clients.Contains(clientId)) return AuthenticateResult.Fail("The access token is not valid.");

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, clientId)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var isPresent = Request.Headers.Authorization.Count > 0;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        // RFC 6750 3: no error code where no token was presented.
        Response.Headers.WWWAuthenticate = isPresent ? "Bearer error=\"invalid_token\"" : "Bearer";
        await ApiReplies.WriteErrorAsync(Context, isPresent ? "The access token is not valid or has expired" : "No authorization header");
    }
}
