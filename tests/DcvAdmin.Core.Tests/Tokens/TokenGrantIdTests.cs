using System;
using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class TokenGrantIdTests
{
    [Fact]
    public void The_id_is_the_first_80_bits_of_the_hash_in_crockford_base32()
    {
        // BA7816BF8F 01CFEA4141, taken five bits at a time from the left.
        Assert.Equal("q9w1dfwf077ymga1", TokenHash.Compute("abc").ToGrantId().Value);
        Assert.Equal("0000000000000000", TokenHash.FromBytes(new byte[TokenHash.Size]).ToGrantId().Value);
        Assert.Equal("zzzzzzzzzzzzzzzz", TokenHash.FromBytes([.. Enumerable.Repeat((byte)0xFF, TokenHash.Size)]).ToGrantId().Value);
    }

    [Fact]
    public void An_id_gives_back_the_start_of_its_hash() => Always.Holds(Any.Hash, hash =>
    {
        var id = hash.ToGrantId();

        Assert.Equal(hash.ToByteArray().Take(TokenGrantId.PrefixSize), id.ToHashPrefix());
        Assert.Equal(id, TokenGrantId.Parse(id.Value));
        Assert.Equal(id, TokenGrantId.Parse($" {id.Value.ToUpperInvariant()}\t"));
    });

    [Fact]
    public void Hashes_that_differ_within_the_first_80_bits_have_other_ids() => Always.Holds(Any.Hash.Zip(Gen.Choose(0, 255)), pair =>
    {
        var (hash, bit) = pair;
        var bytes = hash.ToByteArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));

        Assert.Equal(bit >= 80, hash.ToGrantId().Equals(TokenHash.FromBytes(bytes).ToGrantId()));
    });

    [Theory]
    [InlineData("OOOOooooIIIILLLL", "0000000011111111")]
    [InlineData("iiiillllABCDEFGH", "11111111abcdefgh")]
    [InlineData("JKMNPQRSTVWXYZ01", "jkmnpqrstvwxyz01")]
    public void What_people_confuse_means_the_same(string typed, string value)
    {
        Assert.True(TokenGrantId.TryParse(typed, out var id));
        Assert.Equal(value, id.Value);
        Assert.Equal(value, id.ToString());
        Assert.Equal(id, TokenGrantId.Parse(value));
        Assert.Equal(id.GetHashCode(), TokenGrantId.Parse(value).GetHashCode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000000000")]
    [InlineData("00000000000000000")]
    [InlineData("000000000000000u")]
    [InlineData("000000000000000U")]
    [InlineData("00000000-0000000")]
    [InlineData("0000000 00000000")]
    [InlineData("000000000000000ü")]
    [InlineData("000000000000000*")]
    [InlineData("000000000000000٣")]
    public void Anything_else_is_no_id(string? text)
    {
        Assert.False(TokenGrantId.TryParse(text, out var id));
        Assert.Null(id);
        Assert.Throws<FormatException>(() => TokenGrantId.Parse(text!));
    }
}
