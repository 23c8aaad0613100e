using System;

namespace DcvAdmin.Tokens;

public class TestExplanationTests
{
    private static readonly DateTimeOffset Instant = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly string Shown = Instant.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly TokenGrantSummary Grant = new()
    {
        Id = "0123456789abcdef",
        UserName = "anna",
        SessionId = "console",
        State = TokenGrantState.Active,
        IssuedAt = DateTimeOffset.UnixEpoch,
        NotBefore = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch,
        UsePolicy = TokenUsePolicy.SingleClient,
        Issuer = "test",
        BoundClientAddress = "10.0.0.1",
    };

    public static TheoryData<DenialReason> Reasons => [.. Enum.GetValues<DenialReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_a_sentence(DenialReason reason) =>
        Assert.Matches(@"^The .*\.$", TestExplanation.Of(new TokenTestResult(Grant, reason), "console"));

    [Fact]
    public void The_sentence_names_the_value_that_decided()
    {
        Assert.Contains("'console', not 'Console'", Of(Grant, DenialReason.WrongSession, "Console"), StringComparison.Ordinal);
        Assert.Contains("'10.0.0.1'", Of(Grant, DenialReason.WrongClient), StringComparison.Ordinal);
        Assert.Contains(Shown, Of(Grant with { RevokedAt = Instant }, DenialReason.Revoked), StringComparison.Ordinal);
        Assert.Contains(Shown, Of(Grant with { RedeemedAt = Instant }, DenialReason.UsedUp), StringComparison.Ordinal);
        Assert.Contains(Shown, Of(Grant with { ExpiresAt = Instant }, DenialReason.Expired), StringComparison.Ordinal);
        Assert.Contains(Shown, Of(Grant with { NotBefore = Instant }, DenialReason.NotYetValid), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TokenUsePolicy.SingleUse, null, "once")]
    [InlineData(TokenUsePolicy.SingleClient, null, "first client")]
    [InlineData(TokenUsePolicy.SingleClient, "10.0.0.1", "this client in again")]
    [InlineData(TokenUsePolicy.MultiUse, null, "any client")]
    public void A_yes_says_who_gets_in_and_until_when(TokenUsePolicy policy, string? boundTo, string who)
    {
        var sentence = Of(Grant with { UsePolicy = policy, BoundClientAddress = boundTo, ExpiresAt = Instant }, null);
        Assert.Contains(who, sentence, StringComparison.Ordinal);
        Assert.Contains(Shown, sentence, StringComparison.Ordinal);
    }

    private static string Of(TokenGrantSummary grant, DenialReason? denial, string sessionId = "console") => TestExplanation.Of(new TokenTestResult(grant, denial), sessionId);
}
