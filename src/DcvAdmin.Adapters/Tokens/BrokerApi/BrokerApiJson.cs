using System.Text.Json.Serialization;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>An error of the broker's JSON API, in the shape of Session Manager's: <c>{"error":"text"}</c>; OAuth errors add a description (RFC 6749 5.2).</summary>
public sealed record ErrorBody
{
    /// <summary>What is wrong.</summary>
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>More words, for OAuth errors.</summary>
    [JsonPropertyName("error_description")]
    public string? Description { get; init; }
}

/// <summary>Answer to <c>POST /oauth2/token</c> (RFC 6749 5.1).</summary>
public sealed record AccessTokenReply
{
    /// <summary>The signed JWT.</summary>
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary><c>Bearer</c>.</summary>
    [JsonPropertyName("token_type")]
    public required string TokenType { get; init; }

    /// <summary>Lifetime in seconds.</summary>
    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"access token for {ExpiresIn} s";
}

/// <summary>The file a broker's first start writes: what the first API client needs to come in.</summary>
public sealed record ApiClientCredentialFile
{
    /// <summary>Where the broker was at its first start.</summary>
    public required string BrokerUri { get; init; }

    /// <summary>OAuth client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>OAuth client secret.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>PEM file of the authority that signed the broker's certificate; absent where an admin's own certificate is used.</summary>
    public string? CaFile { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"API client {ClientId}";
}

/// <summary>Every JSON shape of the token API, for broker and client alike.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcInstantConverter)])]
[JsonSerializable(typeof(IssueTokensRequest))]
[JsonSerializable(typeof(IssueTokensReply))]
[JsonSerializable(typeof(ListTokensReply))]
[JsonSerializable(typeof(RevokeTokensRequest))]
[JsonSerializable(typeof(RevokeTokensReply))]
[JsonSerializable(typeof(TestTokenRequest))]
[JsonSerializable(typeof(TestTokenReply))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(AccessTokenReply))]
[JsonSerializable(typeof(ApiClientCredentialFile))]
public sealed partial class BrokerApiJson : JsonSerializerContext;
