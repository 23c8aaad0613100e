using System;
using System.Buffers;
using System.Buffers.Text;

namespace DcvAdmin.Authorization;

/// <summary>
/// Base64url as RFC 7515 2 has it: no padding, no whitespace, and no other spelling of the same bytes. The framework's decoder takes padding and
/// whitespace, and then one signature would have many texts.
/// </summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The bytes of a text; null where it is not the one spelling of them. No text is no bytes.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet)) return null;
        var unused = (text.Length % 4) switch { 2 => 0b1111, 3 => 0b11, _ => 0 };
        // RFC 4648 3.5: bits of the last character that stand for nothing are zero.
        if (unused != 0 && (ValueOf(text[^1]) & unused) != 0) return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == bytes.Length ? bytes : null;
    }

    private static int ValueOf(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
