using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using DcvAdmin.Tokens;

namespace DcvAdmin.Verification;

/// <summary>
/// Reads and writes the <c>application/x-www-form-urlencoded</c> body of a verification. Reading is strict: percent escapes must be
/// complete, the text must be UTF-8, no field may stand twice. Fields of other names are ignored, for a later DCV may add some.
/// </summary>
public static class VerificationForm
{
    /// <summary>The media type of the body.</summary>
    public const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>Longest body that is read, in bytes.</summary>
    public const int MaximumBytes = 8 * 1024;

    /// <summary>Most fields in a body.</summary>
    public const int MaximumFields = 32;

    private const string SessionIdField = "sessionId";
    private const string TokenField = "authenticationToken";
    private const string ClientAddressField = "clientAddress";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with the headers of a body, for the audit record; null where it may be read.</summary>
    /// <param name="contentType">The Content-Type header; null where there is none.</param>
    /// <param name="isEncoded">Whether there is a Content-Encoding header: a compressed body would be read as something that it is not.</param>
    public static string? FlawOfHeaders(string? contentType, bool isEncoded) =>
        IsFormContentType(contentType) && !isEncoded ? null : "the content type is not that of a form";

    /// <summary>Whether a Content-Type header value names the form's media type, with no charset but UTF-8.</summary>
    public static bool IsFormContentType(string? contentType)
    {
        if (contentType is null) return false;
        if (string.Equals(contentType, MediaType, StringComparison.OrdinalIgnoreCase)) return true;

        var parts = contentType.Split(';');
        if (!string.Equals(parts[0].Trim(), MediaType, StringComparison.OrdinalIgnoreCase)) return false;
        for (var i = 1; i < parts.Length; i++)
        {
            var parameter = parts[i].Trim();
            if (!parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)) continue;
            var charset = parameter.Substring("charset=".Length).Trim().Trim('"');
            if (!string.Equals(charset, "utf-8", StringComparison.OrdinalIgnoreCase)) return false;
        }

        return true;
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">A buffer whose first <paramref name="count"/> bytes are the body.</param>
    /// <param name="count">Bytes of the body.</param>
    /// <param name="request">The question, where the body is well formed.</param>
    /// <param name="flaw">What is wrong, for the audit record; it never repeats a field's content.</param>
    public static bool TryRead(byte[] body, int count, [NotNullWhen(true)] out VerificationRequest? request, [NotNullWhen(false)] out string? flaw)
    {
        if (body is null) throw new ArgumentNullException(nameof(body));
        request = null;
        if (count > MaximumBytes)
        {
            flaw = $"the body is longer than {MaximumBytes} bytes";
            return false;
        }

        string? sessionId = null, token = null, clientAddress = null;
        List<string>? otherNames = null;
        var fields = 0;
        var start = 0;
        while (start < count)
        {
            var end = Array.IndexOf(body, (byte)'&', start, count - start);
            if (end < 0) end = count;
            if (end == start)
            {
                start++;
                continue;
            }

            if (++fields > MaximumFields)
            {
                flaw = $"the body has more than {MaximumFields} fields";
                return false;
            }

            var equals = Array.IndexOf(body, (byte)'=', start, end - start);
            var nameEnd = equals < 0 ? end : equals;
            var valueStart = equals < 0 ? end : equals + 1;
            if (!TryDecode(body, start, nameEnd, out var name) || !TryDecode(body, valueStart, end, out var value))
            {
                flaw = "a percent escape is incomplete or the text is not UTF-8";
                return false;
            }

            var isTwice = name switch
            {
                SessionIdField => !TrySet(ref sessionId, value),
                TokenField => !TrySet(ref token, value),
                ClientAddressField => !TrySet(ref clientAddress, value),
                _ => !TryAdd(ref otherNames, name),
            };
            if (isTwice)
            {
                flaw = "a field stands twice";
                return false;
            }

            start = end + 1;
        }

        if (string.IsNullOrEmpty(sessionId) || string.IsNullOrEmpty(token))
        {
            flaw = string.IsNullOrEmpty(sessionId) ? $"{SessionIdField} is missing or empty" : $"{TokenField} is missing or empty";
            return false;
        }

        if (NameText.Flaw(sessionId, TokenRequestRules.MaximumSessionIdLength) is { } sessionFlaw)
        {
            flaw = $"{SessionIdField} {sessionFlaw}";
            return false;
        }

        if (!ClientAddress.TryParse(clientAddress, out var address))
        {
            flaw = $"{ClientAddressField} is too long or holds control characters";
            return false;
        }

        request = new VerificationRequest(sessionId!, AuthToken.FromText(token!), address);
        flaw = null;
        return true;
    }

    /// <summary>Writes the body a DCV server would post.</summary>
    public static string Write(VerificationRequest request)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        var body = $"{SessionIdField}={Uri.EscapeDataString(request.SessionId)}&{TokenField}={Uri.EscapeDataString(request.Token.Reveal())}";
        return request.ClientAddress == ClientAddress.None ? body : $"{body}&{ClientAddressField}={Uri.EscapeDataString(request.ClientAddress.Value)}";
    }

    private static bool TrySet(ref string? field, string value)
    {
        if (field is not null) return false;
        field = value;
        return true;
    }

    private static bool TryAdd(ref List<string>? names, string name)
    {
        names ??= [];
        if (names.Contains(name)) return false;
        names.Add(name);
        return true;
    }

    private static bool TryDecode(byte[] body, int start, int end, out string text)
    {
        text = string.Empty;
        if (start == end) return true;

        // Most names and values stand as they are.
        if (Array.IndexOf(body, (byte)'%', start, end - start) < 0 && Array.IndexOf(body, (byte)'+', start, end - start) < 0)
            return TryReadUtf8(body, start, end - start, out text);

        var decoded = new byte[end - start];
        var length = 0;
        for (var i = start; i < end; i++)
        {
            var b = body[i];
            if (b == '+')
            {
                b = (byte)' ';
            }
            else if (b == '%')
            {
                if (i + 2 >= end) return false;
                int high = HexValue(body[i + 1]), low = HexValue(body[i + 2]);
                if (high < 0 || low < 0) return false;
                b = (byte)((high << 4) | low);
                i += 2;
            }

            decoded[length++] = b;
        }

        return TryReadUtf8(decoded, 0, length, out text);
    }

    private static bool TryReadUtf8(byte[] bytes, int start, int count, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(bytes, start, count);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = string.Empty;
            return false;
        }
    }

    private static int HexValue(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
