using System;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class TokenHashTests
{
    /// <summary>FIPS 180-4, the example of one block.</summary>
    private const string HashOfAbc = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";

    [Fact]
    public void A_hash_is_the_sha256_of_the_utf8_text()
    {
        Assert.Equal(HashOfAbc, Convert.ToHexString(TokenHash.Compute("abc").ToByteArray()));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([0xC3, 0xBC, 0xF0, 0x9F, 0x96, 0xA5]), TokenHash.Compute("ü🖥").ToByteArray());
    }

    [Fact]
    public void A_hash_is_equal_by_value() => Always.Holds(Any.Hash.Zip(Gen.Choose(0, TokenHash.Size - 1)), pair =>
    {
        var (hash, position) = pair;
        var bytes = hash.ToByteArray();
        var same = TokenHash.FromBytes(bytes);
        Assert.True(hash.Equals(same) && hash.Equals((object)same));
        Assert.Equal(hash.GetHashCode(), same.GetHashCode());

        bytes[position] ^= 0x10;
        Assert.Equal(hash, same);
        Assert.NotEqual(hash, TokenHash.FromBytes(bytes));
    });

    [Fact]
    public void Nobody_can_reach_into_a_hash()
    {
        var hash = TokenHash.Compute("abc");
        hash.ToByteArray()[0] = 0;

        Assert.Equal(HashOfAbc, Convert.ToHexString(hash.ToByteArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Other_lengths_are_refused(int length) => Assert.Throws<ArgumentException>(() => TokenHash.FromBytes(new byte[length]));

    [Fact]
    public void Its_text_is_the_grant_id_never_the_hash() => Assert.Equal(TokenHash.Compute("abc").ToGrantId().Value, TokenHash.Compute("abc").ToString());
}
