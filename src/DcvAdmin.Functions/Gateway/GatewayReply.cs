using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;

namespace DcvAdmin.Functions.Gateway;

/// <summary>What API Gateway makes an HTTP response of, in both payload versions. It takes these members and no others.</summary>
internal sealed record GatewayReply(int Status, string? ContentType, string Body)
{
    /// <summary>Keeps caches from keeping the body.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What else goes into the headers; each name once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The reply as JSON, written by hand for the reason <see cref="GatewayEvent"/> is read by hand.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, Status);
            json.WriteStartObject("headers"u8);
            if (ContentType is not null) json.WriteString("Content-Type"u8, ContentType);
            if (IsSecret) json.WriteString("Cache-Control"u8, "no-store"u8);
            foreach (var (name, value) in Headers) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteString("body"u8, Body);
            json.WriteBoolean("isBase64Encoded"u8, false);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Without the body, which may hold a token.</summary>
    public override string ToString() => $"API reply, status {Status}";
}
