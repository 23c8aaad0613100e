using System;
using System.Globalization;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

public class ForeseeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    // Minutes from now: from the start of validity to its end.
    public static MatrixTheoryData<TokenUsePolicy, string, string?, bool, string, string> Cases => new(
        Enum.GetValues<TokenUsePolicy>(), ["-60 to -30", "-60 to 0", "-30 to 30", "0 to 30", "30 to 60"], [null, "", "10.0.0.1"], [false, true], ["s", "S"], ["", "10.0.0.1", "10.0.0.2"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_says_what_a_redemption_would_say(TokenUsePolicy policy, string validity, string? boundTo, bool isRevoked, string session, string client)
    {
        var minutes = Array.ConvertAll(validity.Split(" to "), text => int.Parse(text, CultureInfo.InvariantCulture));
        var grant = new TokenGrant
        {
            Hash = AuthToken.FromText("a token for this test, and for nothing else").ToHash(),
            UserName = "u",
            SessionId = "s",
            IssuedAt = Now.AddDays(-1),
            NotBefore = Now.AddMinutes(minutes[0]),
            ExpiresAt = Now.AddMinutes(minutes[1]),
            UsePolicy = policy,
            Issuer = "i",
            RedeemedAt = boundTo is null ? null : Now.AddMinutes(-1),
            BoundClientAddress = boundTo,
            RevokedAt = isRevoked ? Now : null,
        };
        Assert.True(ClientAddress.TryParse(client, out var address));

        var said = RedemptionRules.Decide(grant, new RedemptionContext(session, address, string.Empty, Now)).Denial;
        var foreseen = RedemptionRules.Foresee(TokenGrantSummary.Of(grant, Now), session, address).Denial;

        // A used-up token may be expired or early besides; a summary names one of them, and each is a no.
        if (said != foreseen) Assert.Equal((DenialReason.UsedUp, true), (foreseen, said is DenialReason.Expired or DenialReason.NotYetValid));
    }
}
