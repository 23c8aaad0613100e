using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using DcvAdmin.Tokens;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class AuthTokenTests
{
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly RandomNumberGenerator OperatingSystem = RandomNumberGenerator.Create();

    [Theory]
    [InlineData(22)]
    [InlineData(43)]
    [InlineData(256)]
    public void A_token_has_the_length_asked_for_and_url_safe_characters_alone(int length)
    {
        var token = AuthToken.Generate(OperatingSystem.GetBytes, length).Reveal();

        Assert.Equal(length, token.Length);
        Assert.All(token, c => Assert.Contains(c, Base64Url));
        Assert.Equal(token, Uri.EscapeDataString(token));
    }

    [Fact]
    public void A_token_has_256_bits_and_more_where_nothing_is_asked() =>
        Assert.Equal(43, AuthToken.Generate(OperatingSystem.GetBytes).Reveal().Length);

    [Theory]
    [InlineData(21)]
    [InlineData(257)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Other_lengths_are_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AuthToken.Generate(OperatingSystem.GetBytes, length));

    [Fact]
    public void Every_byte_of_the_source_picks_one_character_by_its_low_six_bits()
    {
        for (var value = 0; value < 256; value++)
        {
            var token = AuthToken.Generate(bytes => Array.Fill(bytes, (byte)value), 22).Reveal();

            Assert.Equal(new string(Base64Url[value % 64], 22), token);
        }
    }

    [Fact]
    public void Each_of_the_six_bits_of_each_byte_changes_the_token()
    {
        var tokens = new HashSet<string> { AuthToken.Generate(_ => { }).Reveal() };
        for (var position = 0; position < AuthToken.DefaultLength; position++)
        {
            for (var bit = 0; bit < 6; bit++) Assert.True(tokens.Add(AuthToken.Generate(bytes => bytes[position] = (byte)(1 << bit)).Reveal()));
        }

        Assert.Equal(1 + (AuthToken.DefaultLength * 6), tokens.Count);
    }

    [Fact]
    public void No_character_is_likelier_than_another()
    {
        // A source that runs through all byte values in turn is exactly uniform, so the counts must be exactly equal.
        byte next = 0;
        var counts = new Dictionary<char, int>();
        for (var i = 0; i < 64; i++)
        {
            foreach (var c in AuthToken.Generate(bytes => { for (var j = 0; j < bytes.Length; j++) bytes[j] = next++; }, 256).Reveal())
                counts[c] = counts.GetValueOrDefault(c) + 1;
        }

        Assert.Equal(64, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(64 * 256 / 64, count));
    }

    [Fact]
    public void Ten_thousand_tokens_of_the_operating_system_are_distinct() =>
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => AuthToken.Generate(OperatingSystem.GetBytes, 22).Reveal()).Distinct().Count());

    [Fact]
    public void Nothing_but_reveal_shows_the_secret()
    {
        var token = AuthToken.FromText("the-secret-itself");

        Assert.Equal("the-secret-itself", token.Reveal());
        Assert.Equal("(authentication token)", token.ToString());
        Assert.Equal("(authentication token)", $"{token}");
        // A serializer or Format-List would show public properties and fields.
        Assert.Empty(typeof(AuthToken).GetProperties());
        Assert.DoesNotContain(typeof(AuthToken).GetFields(), field => !field.IsLiteral);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_text_is_no_token(string? text) => Assert.ThrowsAny<ArgumentException>(() => AuthToken.FromText(text!));

    [Fact]
    public void The_hash_of_a_token_is_that_of_its_text() => Assert.Equal(TokenHash.Compute("abc"), AuthToken.FromText("abc").ToHash());
}
