using System;

namespace DcvAdmin.Tokens;

/// <summary>
/// The secret a DCV client presents: characters of the URL-safe base64 alphabet (RFC 4648 section 5), 6 random bits each.
/// It is shown once, by <see cref="Reveal"/>; <see cref="ToString"/> never shows it.
/// </summary>
public sealed class AuthToken
{
    /// <summary>Characters of a token where nothing else is asked: 43 × 6 = 258 bits.</summary>
    public const int DefaultLength = 43;

    /// <summary>Fewest characters: 22 × 6 = 132 bits.</summary>
    public const int MinimumLength = 22;

    /// <summary>Most characters; longer ones get cut by tools that handle connection links.</summary>
    public const int MaximumLength = 256;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private readonly string _secret;

    private AuthToken(string secret) => _secret = secret;

    /// <summary>Draws a new token.</summary>
    /// <param name="fillWithRandomBytes">The operating system's random source: fills the whole array.</param>
    /// <param name="length">Characters, <see cref="MinimumLength"/> to <see cref="MaximumLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public static AuthToken Generate(Action<byte[]> fillWithRandomBytes, int length = DefaultLength)
    {
        if (fillWithRandomBytes is null) throw new ArgumentNullException(nameof(fillWithRandomBytes));
        if (length is < MinimumLength or > MaximumLength)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A token has {MinimumLength} to {MaximumLength} characters.");

        var random = new byte[length];
        fillWithRandomBytes(random);
        var characters = new char[length];
        // 64 divides 256, so the low six bits of a uniform byte pick a character without bias.
        for (var i = 0; i < length; i++) characters[i] = Alphabet[random[i] & 63];
        return new AuthToken(new string(characters));
    }

    /// <summary>Takes the text of a token that was issued elsewhere, by a broker for example.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static AuthToken FromText(string text) =>
        string.IsNullOrEmpty(text) ? throw new ArgumentException("A token is not empty.", nameof(text)) : new AuthToken(text);

    /// <summary>The secret itself: for the one reply that hands it over, never for a log.</summary>
    public string Reveal() => _secret;

    /// <summary>What a store keeps of the token.</summary>
    public TokenHash ToHash() => TokenHash.Compute(_secret);

    /// <summary>A fixed text: a token that is logged or interpolated by mistake does not leak.</summary>
    public override string ToString() => "(authentication token)";
}
