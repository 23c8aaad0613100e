using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>Instants as the Session Manager API writes them: ISO 8601, UTC, milliseconds, <c>Z</c>. Reading wants an offset or <c>Z</c>.</summary>
public sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        // "K" alone would take a text without an offset for local time of the broker, which no caller can know.
        return text is not null && (text.EndsWith("Z", StringComparison.Ordinal) || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T'))
            && text.IndexOf('T') > 0
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant)
            ? instant
            : throw new JsonException("An instant is written in ISO 8601 with an offset: 2026-11-20T08:30:00Z.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
