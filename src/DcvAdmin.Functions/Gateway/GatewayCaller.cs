using System.Text.Json;
using DcvAdmin.Tokens;

namespace DcvAdmin.Functions.Gateway;

/// <summary>Who called an API, as its authorizer says: the name that goes into the grant.</summary>
internal static class GatewayCaller
{
    private const int MaximumNameLength = 256;

    /// <summary>The caller's name; null where no authorizer has named one.</summary>
    public static string? NameOf(GatewayEvent call)
    {
        var name = Principal(call);
        // It ends in audit records: a name that breaks lines or hides its end is as good as none.
        return name is not null && NameText.Flaw(name, MaximumNameLength) is null ? name : null;
    }

    private static string? Principal(GatewayEvent call)
    {
        // Signed by IAM: only then does API Gateway fill this member.
        if (call.SignedBy is { Length: > 0 } arn) return arn;
        if (call.Authorizer is not { ValueKind: JsonValueKind.Object } authorizer) return null;

        return Text(Member(authorizer, "iam"), "userArn")
            // HTTP APIs: JWT, or a Lambda authorizer's own context.
            ?? Subject(Member(Member(authorizer, "jwt"), "claims"))
            ?? Named(Member(authorizer, "lambda"))
            // REST APIs: a user pool, or a Lambda authorizer.
            ?? Subject(Member(authorizer, "claims"))
            ?? Text(authorizer, "principalId");
    }

    private static string? Named(JsonElement? context) => Text(context, "principalId") ?? Subject(context);

    private static string? Subject(JsonElement? claims)
    {
        if (Text(claims, "sub") is not { } subject) return null;
        // A subject is a number that no admin knows by heart.
        var name = Text(claims, "cognito:username") ?? Text(claims, "username") ?? Text(claims, "email");
        return name is null || name == subject ? subject : $"{subject} ({name})";
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;
}
