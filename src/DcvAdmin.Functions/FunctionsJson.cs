using System.Text.Json.Serialization;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Functions.Workspaces;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Functions;

/// <summary>The JSON shapes of our own contracts. Unknown and repeated members are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(TokenRequestBody))]
[JsonSerializable(typeof(GetTokenOutput))]
[JsonSerializable(typeof(IssuedToken))]
[JsonSerializable(typeof(RefusedToken))]
[JsonSerializable(typeof(PurgeGrantsOutput))]
[JsonSerializable(typeof(UpdateInventoryOutput))]
internal sealed partial class FunctionsJson : JsonSerializerContext;
