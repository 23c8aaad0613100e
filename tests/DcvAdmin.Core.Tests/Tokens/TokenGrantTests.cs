using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class TokenGrantTests
{
    [Theory]
    [InlineData(-1, TokenGrantState.NotYetValid)]
    [InlineData(0, TokenGrantState.Active)]
    [InlineData(3_599_999, TokenGrantState.Active)]
    [InlineData(3_600_000, TokenGrantState.Expired)]
    public void The_state_follows_the_clock(int milliseconds, TokenGrantState state) =>
        Assert.Equal(state, Any.Grant(TokenUsePolicy.SingleClient).StateAt(Any.Noon.AddMilliseconds(milliseconds)));

    [Theory]
    [InlineData(TokenUsePolicy.SingleUse, TokenGrantState.UsedUp)]
    [InlineData(TokenUsePolicy.SingleClient, TokenGrantState.Active)]
    [InlineData(TokenUsePolicy.MultiUse, TokenGrantState.Active)]
    public void Only_a_single_use_token_is_used_up(TokenUsePolicy policy, TokenGrantState state) =>
        Assert.Equal(state, (Any.Grant(policy) with { RedeemedAt = Any.Noon, BoundClientAddress = "192.0.2.1" }).StateAt(Any.Noon));

    [Fact]
    public void Revocation_outweighs_everything() =>
        Assert.Equal(TokenGrantState.Revoked, (Any.Grant(TokenUsePolicy.SingleUse) with { RedeemedAt = Any.Noon, RevokedAt = Any.Noon }).StateAt(Any.Noon.AddDays(1)));

    [Fact]
    public void A_grant_is_active_exactly_while_its_client_is_let_in()
    {
        // The list an admin sees and the answer a DCV server gets come from two methods that must not drift apart.
        var cases = Any.Policy.Zip(Gen.Choose(-2, 3_600_002).Zip(Gen.Elements(0, 1, 2, 3)));
        Always.Holds(cases, drawn =>
        {
            var (policy, (milliseconds, marks)) = drawn;
            var grant = Any.Grant(policy) with
            {
                RedeemedAt = (marks & 1) != 0 ? Any.Noon : null,
                BoundClientAddress = (marks & 1) != 0 ? "192.0.2.1" : null,
                RevokedAt = (marks & 2) != 0 ? Any.Noon : null,
            };
            var now = Any.Noon.AddMilliseconds(milliseconds);

            var decision = RedemptionRules.Decide(grant, new RedemptionContext(grant.SessionId, ClientAddress.Parse("192.0.2.1"), "server", now));

            Assert.Equal(grant.StateAt(now) == TokenGrantState.Active, decision.IsGranted);
        });
    }

    [Fact]
    public void Its_text_names_id_user_and_session()
    {
        var grant = Any.Grant(TokenUsePolicy.SingleUse, "abc");

        Assert.Equal("q9w1dfwf077ymga1 (alice on console)", grant.ToString());
        Assert.Equal(grant.ToString(), TokenGrantSummary.Of(grant, Any.Noon).ToString());
    }

    [Fact]
    public void A_summary_has_every_field_but_the_hash()
    {
        var grant = Any.Grant(TokenUsePolicy.SingleUse) with
        {
            Label = "class 7",
            NotBefore = Any.Noon.AddMinutes(1),
            RedeemedAt = Any.Noon.AddMinutes(2),
            BoundClientAddress = "192.0.2.1",
            RevokedAt = Any.Noon.AddMinutes(3),
        };
        var summary = TokenGrantSummary.Of(grant, Any.Noon);

        foreach (var property in typeof(TokenGrantSummary).GetProperties())
        {
            var expected = property.Name == nameof(TokenGrantSummary.State) ? TokenGrantState.Revoked : typeof(TokenGrant).GetProperty(property.Name)!.GetValue(grant);
            Assert.NotNull(expected);
            Assert.Equal(expected is TokenGrantId id ? id.Value : expected, property.GetValue(summary));
        }

        Assert.Equal(typeof(TokenGrant).GetProperties().Length, typeof(TokenGrantSummary).GetProperties().Length);
    }

    [Theory]
    [InlineData("ALICE", null, null, true)]
    [InlineData("alicia", null, null, false)]
    [InlineData(null, "console", null, true)]
    [InlineData(null, "Console", null, false)]
    [InlineData(null, null, "CLASS 7", true)]
    [InlineData(null, null, "class", false)]
    [InlineData("alice", "console", "class 7", true)]
    [InlineData("alice", "console", "class 8", false)]
    [InlineData("bob", "console", "class 7", false)]
    [InlineData(null, null, null, true)]
    public void A_filter_ignores_the_case_of_users_and_labels_but_not_of_sessions(string? user, string? session, string? label, bool matches)
    {
        var filter = new TokenFilter { UserName = user, SessionId = session, Label = label };

        Assert.Equal(matches, filter.Matches(Any.Grant(TokenUsePolicy.MultiUse) with { Label = "class 7" }, Any.Noon));
        Assert.Equal(user is null && session is null && label is null, filter.IsEmpty);
    }

    [Fact]
    public void A_filter_matches_id_and_state_and_a_missing_label_matches_no_label()
    {
        var grant = Any.Grant(TokenUsePolicy.MultiUse);

        Assert.True(new TokenFilter { Id = grant.Id, State = TokenGrantState.Active }.Matches(grant, Any.Noon));
        Assert.False(new TokenFilter { Id = TokenHash.Compute("other").ToGrantId() }.Matches(grant, Any.Noon));
        Assert.False(new TokenFilter { State = TokenGrantState.Active }.Matches(grant, grant.ExpiresAt));
        Assert.False(new TokenFilter { Label = "class 7" }.Matches(grant, Any.Noon));
        Assert.False(new TokenFilter { Id = grant.Id }.IsEmpty);
        Assert.False(new TokenFilter { State = TokenGrantState.Active }.IsEmpty);
    }
}
