using System;
using System.Linq;
using System.Text;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Properties;

/// <summary>Random values of the domain. The odd ones are drawn far more often than chance would.</summary>
internal static class Any
{
    /// <summary>Every instant in these tests lies near this one.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Any Unicode scalar value, control characters included.</summary>
    public static Gen<string> Scalar { get; } = Gen.Frequency(
        (6, Gen.Choose(' ', '~')),
        (3, Gen.Elements("<>&\"']/\\@%+=;:#?[]".Select(c => (int)c))),
        (2, Gen.Choose(0x300, 0x36F)),
        (2, Gen.Choose(0, 0xFF)),
        (3, Gen.Choose(0x100, 0xD7FF)),
        (1, Gen.Choose(0xE000, 0xFFFF)),
        (3, Gen.Choose(0x10000, 0x10FFFF)))
        .Select(value => new Rune(value).ToString());

    /// <summary>UTF-16 of any kind, halves of surrogate pairs included.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(Scalar, Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString())).ListOf().Select(string.Concat);

    public static Gen<string> Name(int maximumLength = 128) => NameOf(Scalar, maximumLength);

    /// <summary>Any text that a form can carry as a token.</summary>
    public static Gen<string> TokenText { get; } = Scalar.NonEmptyListOf().Select(string.Concat);

    public static Gen<byte[]> Bytes { get; } = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    public static Gen<ClientAddress> Address { get; } = Gen.OneOf(
        Gen.Constant(ClientAddress.None),
        Gen.Choose(0, 255).Four().Select(parts => ClientAddress.Parse($"{parts.Item1}.{parts.Item2}.{parts.Item3}.{parts.Item4}")),
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(16).Select(bytes => ClientAddress.Parse(new System.Net.IPAddress(bytes).ToString())),
        Gen.Elements("laptop-7", "Host.Example:8443", "büro.example", "a b%c+d").Select(ClientAddress.Parse));

    public static Gen<TokenHash> Hash { get; } = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(TokenHash.Size).Select(TokenHash.FromBytes);

    public static Gen<TokenUsePolicy> Policy { get; } = Gen.Elements(TokenUsePolicy.SingleClient, TokenUsePolicy.SingleUse, TokenUsePolicy.MultiUse);

    /// <summary>A grant as it is issued, valid for an hour from <see cref="Noon"/>.</summary>
    public static TokenGrant Grant(TokenUsePolicy policy, string token = "token") => new()
    {
        Hash = TokenHash.Compute(token),
        SessionId = "console",
        UserName = "alice",
        IssuedAt = Noon,
        NotBefore = Noon,
        ExpiresAt = Noon.AddHours(1),
        UsePolicy = policy,
        Issuer = "admin",
    };

    private static Gen<string> NameOf(Gen<string> scalars, int maximumLength) =>
        scalars.Where(IsLegalInName).NonEmptyListOf().Select(parts =>
        {
            var text = new StringBuilder();
            foreach (var part in parts.TakeWhile(part => text.Length + part.Length <= maximumLength)) text.Append(part);
            return text.ToString().Trim();
        }).Where(text => text.Length > 0);

    private static bool IsLegalInName(string scalar) =>
        scalar.Length == 2 || (!char.IsControl(scalar[0]) && scalar[0] is not ('\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')));
}
