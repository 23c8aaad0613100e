using DcvAdmin.Tokens;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tokens;

/// <summary>Adds the token API and the upkeep of the store.</summary>
internal static class TokenFeature
{
    public static void AddTokenUpkeep(this IServiceCollection services) => services.AddHostedService<StoreUpkeep>();

    public static void MapTokens(this IEndpointRouteBuilder endpoints) => new TokenEndpoints(
        endpoints.ServiceProvider.GetRequiredService<TokenAuthenticator>(),
        endpoints.ServiceProvider.GetRequiredService<ILogger<TokenEndpoints>>()).Map(endpoints);
}
