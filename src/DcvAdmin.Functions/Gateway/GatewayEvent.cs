using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace DcvAdmin.Functions.Gateway;

/// <summary>
/// What API Gateway hands to a function, of REST APIs (payload 1.0) and HTTP APIs (2.0). It has many more members, and gets new ones: they are
/// skipped. Read by hand: a logon waits for it in every cold start, and the serializer would take longer to be set up than all the rest of the answer.
/// </summary>
internal sealed class GatewayEvent
{
    private readonly List<string> _headers = [];
    private readonly List<KeyValuePair<string, string>> _query = [];
    private bool _hasAllValues;
    private bool _hasAllParameters;

    private GatewayEvent()
    {
    }

    public string? Method { get; private set; }

    /// <summary>The path, with whatever stage or base path stands before it; null where the event names none.</summary>
    public string? Path { get; private set; }

    /// <summary>The query's parameters, decoded; with 2.0 several values of one name are one, with commas.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query => _query;

    public string? Body { get; private set; }

    public bool IsBase64Encoded { get; private set; }

    /// <summary>The address the API was called from; null where the event names none.</summary>
    public string? SourceAddress { get; private set; }

    /// <summary>Whether the event says in what context the API was called: each of an API's proxy integrations does.</summary>
    public bool HasContext { get; private set; }

    /// <summary>The role session or user that signed a call to a REST API; null where its method does not ask for a signature.</summary>
    public string? SignedBy { get; private set; }

    /// <summary>What an authorizer says of the caller; null where none was asked. Its form depends on the authorizer.</summary>
    public JsonElement? Authorizer { get; private set; }

    /// <summary>Reads an event; null where it is not one, or says a thing twice.</summary>
    public static GatewayEvent? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var call = new GatewayEvent();
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            call.ReadEvent(ref reader);
            // Only then has the end been checked too.
            return reader.Read() ? null : call;
        }
        // The second is how the reader speaks of escapes that are no Unicode.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The value of a header, by a name in any case. Values of a header that came twice are joined, and so fit nothing.</summary>
    public string? Header(string name)
    {
        string? joined = null;
        for (var i = 0; i < _headers.Count; i += 2)
        {
            if (_headers[i].Equals(name, StringComparison.OrdinalIgnoreCase)) joined = joined is null ? _headers[i + 1] : $"{joined}, {_headers[i + 1]}";
        }

        return joined;
    }

    /// <summary>The bytes of the body; false where it is not the Base64 it is said to be.</summary>
    public bool TryReadBody(out byte[] body)
    {
        body = [];
        if (string.IsNullOrEmpty(Body)) return true;
        if (!IsBase64Encoded)
        {
            body = Encoding.UTF8.GetBytes(Body);
            return true;
        }

        var buffer = new byte[(Body.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(Body, buffer, out var length)) return false;
        body = buffer[..length];
        return true;
    }

    /// <summary>Without body and headers, which may hold a token.</summary>
    public override string ToString() => $"API event, {Method}";

    private static JsonException Twice() => new("A member stands twice.");

    private static bool Begins(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)) throw new JsonException();
        return reader.TokenType == JsonTokenType.StartObject;
    }

    private static string? Text(ref Utf8JsonReader reader, string? before)
    {
        reader.Read();
        if (before is not null) throw Twice();
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? reader.GetString() : throw new JsonException();
    }

    private void ReadEvent(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("httpMethod"u8)) Method = Text(ref reader, Method);
            else if (reader.ValueTextEquals("body"u8)) Body = Text(ref reader, Body);
            else if (reader.ValueTextEquals("isBase64Encoded"u8)) ReadIsBase64(ref reader);
            else if (reader.ValueTextEquals("headers"u8)) ReadHeaders(ref reader);
            else if (reader.ValueTextEquals("multiValueHeaders"u8)) ReadAllHeaders(ref reader);
            else if (reader.ValueTextEquals("requestContext"u8)) ReadContext(ref reader);
            else if (reader.ValueTextEquals("path"u8) || reader.ValueTextEquals("rawPath"u8)) Path = Text(ref reader, Path);
            else if (reader.ValueTextEquals("queryStringParameters"u8)) ReadParameters(ref reader);
            else if (reader.ValueTextEquals("multiValueQueryStringParameters"u8)) ReadAllParameters(ref reader);
            else reader.Skip();
        }
    }

    private void ReadIsBase64(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (IsBase64Encoded) throw Twice();
        IsBase64Encoded = reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw new JsonException();
    }

    /// <summary>Of a repeated header the last value (1.0) or all, joined by commas (2.0). A console test sends null.</summary>
    private void ReadHeaders(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var value = Text(ref reader, null);
            if (_hasAllValues || value is null) continue;
            _headers.Add(name);
            _headers.Add(value);
        }
    }

    /// <summary>Every value of every header, in payload 1.0: these count where both lists are there.</summary>
    private void ReadAllHeaders(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        _hasAllValues = true;
        _headers.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                _headers.Add(name);
                _headers.Add(reader.GetString()!);
            }

            if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException();
        }
    }

    private void ReadParameters(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var value = Text(ref reader, null);
            if (!_hasAllParameters) _query.Add(new(name, value ?? string.Empty));
        }
    }

    /// <summary>Every value of every parameter, in payload 1.0: these count where both lists are there.</summary>
    private void ReadAllParameters(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        _hasAllParameters = true;
        _query.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
            while (reader.Read() && reader.TokenType == JsonTokenType.String) _query.Add(new(name, reader.GetString()!));
            if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException();
        }
    }

    private void ReadContext(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        if (HasContext) throw Twice();
        HasContext = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("identity"u8)) ReadIdentity(ref reader);
            else if (reader.ValueTextEquals("http"u8)) ReadHttp(ref reader);
            else if (reader.ValueTextEquals("authorizer"u8)) ReadAuthorizer(ref reader);
            else reader.Skip();
        }
    }

    private void ReadIdentity(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sourceIp"u8)) SourceAddress = Text(ref reader, SourceAddress);
            else if (reader.ValueTextEquals("userArn"u8)) SignedBy = Text(ref reader, SignedBy);
            else reader.Skip();
        }
    }

    private void ReadHttp(ref Utf8JsonReader reader)
    {
        if (!Begins(ref reader)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("method"u8)) Method = Text(ref reader, Method);
            else if (reader.ValueTextEquals("sourceIp"u8)) SourceAddress = Text(ref reader, SourceAddress);
            else reader.Skip();
        }
    }

    private void ReadAuthorizer(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (Authorizer is not null) throw Twice();
        Authorizer = JsonElement.ParseValue(ref reader);
    }
}
