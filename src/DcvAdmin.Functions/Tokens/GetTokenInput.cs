using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Functions.Tokens;

/// <summary>What <c>get-token</c> takes: a request as at the broker, under the names of the published function, which are <c>user</c> and <c>sessionId</c>.</summary>
internal static class GetTokenInput
{
    public static JsonTypeInfo<TokenRequestBody> Shape { get; } = (JsonTypeInfo<TokenRequestBody>)new JsonSerializerOptions(FunctionsJson.Default.Options)
    {
        TypeInfoResolver = FunctionsJson.Default.WithAddedModifier(static type =>
        {
            if (type.Type == typeof(TokenRequestBody)) type.Properties.Single(member => member.Name == "userName").Name = "user";
        }),
    }.GetTypeInfo(typeof(TokenRequestBody));
}
