using System;
using System.Text.Json;
using System.Text.Unicode;

namespace DcvAdmin.Authorization;

/// <summary>
/// JSON objects of others: UTF-8, every member name once (RFC 7515 4, RFC 7519 4 and RFC 7517 4 allow refusing more than one), no comments and no
/// deep nesting. What passes can be read without any exception.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The object, which does not refer to the bytes; null where they are none.</summary>
    public static JsonElement? ParseObject(ReadOnlySpan<byte> utf8)
    {
        // The parser looks at the encoding of a string only when it is read.
        if (!Utf8.IsValid(utf8)) return null;
        try
        {
            if (!HasReadableStrings(utf8)) return null;
            var parsed = JsonElement.Parse(utf8, Options);
            return parsed.ValueKind == JsonValueKind.Object ? parsed : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of a member; null where there is none or it is of another kind.</summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Whether a member is absent or a string, and the string.</summary>
    public static bool TryGetOptionalText(this JsonElement parent, string name, out string? text)
    {
        text = null;
        if (!parent.TryGetProperty(name, out var member)) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member.GetString();
        return true;
    }

    // An escape can stand for half of a surrogate pair, which is no text; reading such a string throws.
    private static bool HasReadableStrings(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }
}
