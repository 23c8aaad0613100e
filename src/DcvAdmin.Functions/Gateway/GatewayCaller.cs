using System.Text.Json;
using DcvAdmin.Tokens;

namespace DcvAdmin.Functions.Gateway;

/// <summary>Who called an API, as the one authorizer says that it asked. A name is no permission: see <see cref="Tokens.IssuerRule"/>.</summary>
/// <param name="Name">The name that goes into the grant.</param>
/// <param name="Claims">What the authorizer vouches for: an object; null where IAM let the caller in by its own policies.</param>
internal sealed record GatewayCaller(string Name, JsonElement? Claims)
{
    private const int MaximumNameLength = 256;

    /// <summary>Whether the claims are an HTTP API's, which writes a list as <c>[a b]</c>.</summary>
    public bool HasBlanksInLists { get; private init; }

    /// <summary>The caller; null where no authorizer has named one, or more than one has.</summary>
    public static GatewayCaller? Of(GatewayEvent call)
    {
        var caller = Find(call);
        // It ends in audit records: a name that breaks lines or hides its end is as good as none.
        return caller is not null && NameText.Flaw(caller.Name, MaximumNameLength) is null ? caller : null;
    }

    /// <summary>Without the claims, which are the caller's own affair.</summary>
    public override string ToString() => Name;

    private static GatewayCaller? Find(GatewayEvent call)
    {
        var authorizer = call.Authorizer is { ValueKind: JsonValueKind.Object } said ? said : (JsonElement?)null;
        var iam = Object(authorizer, "iam");
        // HTTP APIs.
        var token = Object(Object(authorizer, "jwt"), "claims");
        var context = Object(authorizer, "lambda");
        // REST APIs.
        var pool = Object(authorizer, "claims");
        var principal = Text(authorizer, "principalId");

        // Signed by IAM: only then does API Gateway fill this member.
        var signer = call.SignedBy is { Length: > 0 } arn ? arn : null;
        // An API asks one authorizer for a call. Where two seem to have spoken, it is not for us to choose the one that may more.
        if ((signer is null ? 0 : 1) + (iam is null ? 0 : 1) + (token is null ? 0 : 1) + (context is null ? 0 : 1) + (pool is null ? 0 : 1) > 1) return null;

        if (signer is not null) return principal is null ? new GatewayCaller(signer, null) : null;
        if (iam is not null) return Named(Text(iam, "userArn"), null);
        if ((token ?? pool) is { } claims) return Named(Subject(claims), claims) is { } caller ? caller with { HasBlanksInLists = token is not null } : null;
        return context is not null ? Named(Text(context, "principalId") ?? Subject(context), context) : Named(principal, authorizer);
    }

    private static GatewayCaller? Named(string? name, JsonElement? claims) => name is null ? null : new GatewayCaller(name, claims);

    private static string? Subject(JsonElement? claims)
    {
        if (Text(claims, "sub") is not { } subject) return null;
        // A subject is a number that no admin knows by heart.
        var name = Text(claims, "cognito:username") ?? Text(claims, "username") ?? Text(claims, "email");
        return name is null || name == subject ? subject : $"{subject} ({name})";
    }

    private static JsonElement? Object(JsonElement? parent, string name) =>
        parent is { } element && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    private static string? Text(JsonElement? parent, string name) =>
        parent is { } element && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;
}
