using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class RedemptionRulesTests
{
    private const string FirstYes = "first yes";
    private const string Yes = "yes";
    private static readonly ClientAddress Caller = ClientAddress.Parse("192.0.2.1");
    private static readonly ClientAddress Stranger = ClientAddress.Parse("192.0.2.2");

    [Theory]
    [InlineData(60_000, null)]
    [InlineData(60_001, DenialReason.NotYetValid)]
    public void A_token_is_honoured_as_long_before_its_time_as_the_attempt_tolerates(int millisecondsEarly, DenialReason? denial)
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var grant = new TokenGrant
        {
            Hash = TokenHash.Compute("token"),
            SessionId = "console",
            UserName = "anna",
            IssuedAt = now,
            NotBefore = now.AddMilliseconds(millisecondsEarly),
            ExpiresAt = now.AddHours(1),
            UsePolicy = TokenUsePolicy.SingleUse,
            Issuer = "admin",
        };
        var attempt = new RedemptionContext("console", Caller, "10.0.0.5", now) { EarlyTolerance = TimeSpan.FromMinutes(1) };
        Assert.Equal(denial, RedemptionRules.Decide(grant, attempt).Denial);
        Assert.Equal(DenialReason.NotYetValid, RedemptionRules.Decide(grant, attempt with { EarlyTolerance = default }).Denial);
        Assert.Equal(DenialReason.Expired, RedemptionRules.Decide(grant, attempt with { Now = grant.ExpiresAt }).Denial);
    }

    public enum Situation
    {
        Unused,
        RedeemedBySameClient,
        RedeemedByOtherClient,
        RedeemedWithoutAddress,
        Revoked,
        RevokedAfterRedemption,
        OneMillisecondBeforeNotBefore,
        ExactlyAtNotBefore,
        OneMillisecondBeforeExpiry,
        ExactlyAtExpiry,
        OtherSession,
        SessionInOtherCase,
    }

    /// <summary>One line a situation; the answers stand in the order SingleClient, SingleUse, MultiUse.</summary>
    private static readonly Dictionary<Situation, string[]> Answers = new()
    {
        [Situation.Unused] = [FirstYes, FirstYes, Yes],
        [Situation.RedeemedBySameClient] = [Yes, nameof(DenialReason.UsedUp), Yes],
        [Situation.RedeemedByOtherClient] = [nameof(DenialReason.WrongClient), nameof(DenialReason.UsedUp), Yes],
        [Situation.RedeemedWithoutAddress] = [nameof(DenialReason.WrongClient), nameof(DenialReason.UsedUp), Yes],
        [Situation.Revoked] = [nameof(DenialReason.Revoked), nameof(DenialReason.Revoked), nameof(DenialReason.Revoked)],
        [Situation.RevokedAfterRedemption] = [nameof(DenialReason.Revoked), nameof(DenialReason.Revoked), nameof(DenialReason.Revoked)],
        [Situation.OneMillisecondBeforeNotBefore] = [nameof(DenialReason.NotYetValid), nameof(DenialReason.NotYetValid), nameof(DenialReason.NotYetValid)],
        [Situation.ExactlyAtNotBefore] = [FirstYes, FirstYes, Yes],
        [Situation.OneMillisecondBeforeExpiry] = [FirstYes, FirstYes, Yes],
        [Situation.ExactlyAtExpiry] = [nameof(DenialReason.Expired), nameof(DenialReason.Expired), nameof(DenialReason.Expired)],
        [Situation.OtherSession] = [nameof(DenialReason.WrongSession), nameof(DenialReason.WrongSession), nameof(DenialReason.WrongSession)],
        [Situation.SessionInOtherCase] = [nameof(DenialReason.WrongSession), nameof(DenialReason.WrongSession), nameof(DenialReason.WrongSession)],
    };

    public static TheoryData<TokenUsePolicy, Situation, string> Cells()
    {
        var cells = new TheoryData<TokenUsePolicy, Situation, string>();
        foreach (var situation in Enum.GetValues<Situation>())
        {
            foreach (var policy in Enum.GetValues<TokenUsePolicy>()) cells.Add(policy, situation, Answers[situation][(int)policy]);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_of_policy_and_situation_has_its_answer(TokenUsePolicy policy, Situation situation, string answer)
    {
        var (grant, attempt) = Arrange(policy, situation);

        var decision = RedemptionRules.Decide(grant, attempt);

        Assert.Equal(answer, decision switch { { Denial: { } reason } => reason.ToString(), { Update: not null } => FirstYes, _ => Yes });
        Assert.Equal(answer is Yes or FirstYes, decision.IsGranted);
    }

    [Fact]
    public void A_token_without_a_grant_is_unknown()
    {
        var decision = RedemptionRules.Decide(null, Attempt(Caller, Any.Noon));

        Assert.Equal(DenialReason.Unknown, decision.Denial);
        Assert.False(decision.IsGranted);
        Assert.Null(decision.Update);
    }

    [Fact]
    public void No_address_is_a_client_of_its_own()
    {
        var bound = Any.Grant(TokenUsePolicy.SingleClient) with { RedeemedAt = Any.Noon, BoundClientAddress = Caller.Value };
        var boundToNone = bound with { BoundClientAddress = ClientAddress.None.Value };

        Assert.Equal(DenialReason.WrongClient, RedemptionRules.Decide(bound, Attempt(ClientAddress.None, Any.Noon)).Denial);
        Assert.True(RedemptionRules.Decide(boundToNone, Attempt(ClientAddress.None, Any.Noon)).IsGranted);
    }

    [Fact]
    public void An_address_that_came_from_a_store_in_other_spelling_is_another_client()
    {
        var bound = Any.Grant(TokenUsePolicy.SingleClient) with { RedeemedAt = Any.Noon, BoundClientAddress = "LAPTOP" };

        Assert.Equal(DenialReason.WrongClient, RedemptionRules.Decide(bound, Attempt(ClientAddress.Parse("laptop"), Any.Noon)).Denial);
    }

    [Fact]
    public void A_policy_of_a_later_version_is_never_a_yes() =>
        Assert.Throws<InvalidOperationException>(() => RedemptionRules.Decide(Any.Grant((TokenUsePolicy)3), Attempt(Caller, Any.Noon)));

    [Theory]
    [InlineData(TokenUsePolicy.SingleClient)]
    [InlineData(TokenUsePolicy.SingleUse)]
    public void The_first_yes_records_who_and_when_and_nothing_else(TokenUsePolicy policy)
    {
        var grant = Any.Grant(policy) with { Label = "class 7" };

        var update = RedemptionRules.Decide(grant, Attempt(Caller, Any.Noon.AddMinutes(5))).Update;

        Assert.NotNull(update);
        Assert.Equal(Any.Noon.AddMinutes(5), update.RedeemedAt);
        Assert.Equal(Caller.Value, update.BoundClientAddress);
        Assert.Equal(grant, update with { RedeemedAt = null, BoundClientAddress = null });
    }

    [Theory]
    [InlineData(TokenUsePolicy.SingleClient, DenialReason.WrongClient)]
    [InlineData(TokenUsePolicy.SingleUse, DenialReason.UsedUp)]
    public void Of_several_reasons_the_first_in_order_is_given(TokenUsePolicy policy, DenialReason whenUsed)
    {
        DenialReason[] order = [DenialReason.Revoked, DenialReason.WrongSession, DenialReason.NotYetValid, DenialReason.Expired, whenUsed];
        // All 31 sets of reasons that can hold at once, "not yet valid" together with "expired" for a grant that a store mangled.
        for (var set = 1; set < 1 << order.Length; set++)
        {
            bool Holds(DenialReason reason) => (set & (1 << Array.IndexOf(order, reason))) != 0;
            var grant = Any.Grant(policy) with
            {
                RevokedAt = Holds(DenialReason.Revoked) ? Any.Noon : null,
                SessionId = Holds(DenialReason.WrongSession) ? "other" : "console",
                NotBefore = Holds(DenialReason.NotYetValid) ? Any.Noon.AddMinutes(1) : Any.Noon,
                ExpiresAt = Holds(DenialReason.Expired) ? Any.Noon : Any.Noon.AddHours(1),
                RedeemedAt = Holds(whenUsed) ? Any.Noon : null,
                BoundClientAddress = Holds(whenUsed) ? Stranger.Value : null,
            };

            var decision = RedemptionRules.Decide(grant, Attempt(Caller, Any.Noon));

            Assert.Equal(order.First(Holds), decision.Denial);
            Assert.Null(decision.Update);
        }
    }

    [Fact]
    public void A_single_use_token_lets_in_exactly_once_at_most() => Always.Holds(Attempts, attempts =>
    {
        var yes = Replay(Any.Grant(TokenUsePolicy.SingleUse), attempts).Where(step => step.Decision.IsGranted).ToList();

        // Exactly one, unless nobody came with the right session and in time.
        Assert.Equal(attempts.Any(IsInTimeOnTheSession) ? 1 : 0, yes.Count);
    });

    [Fact]
    public void After_the_first_yes_a_single_client_token_serves_that_address_alone() => Always.Holds(Attempts, attempts =>
    {
        var yes = Replay(Any.Grant(TokenUsePolicy.SingleClient), attempts).Where(step => step.Decision.IsGranted).ToList();

        var first = attempts.FirstOrDefault(IsInTimeOnTheSession);
        Assert.Equal(attempts.Where(attempt => IsInTimeOnTheSession(attempt) && attempt.ClientAddress == first!.ClientAddress), yes.Select(step => step.Attempt));
        Assert.Equal(first is null ? 0 : 1, yes.Count(step => step.Decision.Update is not null));
    });

    [Fact]
    public void A_multi_use_token_never_asks_for_a_write() => Always.Holds(Attempts, attempts =>
        Assert.All(Replay(Any.Grant(TokenUsePolicy.MultiUse), attempts), step =>
        {
            Assert.Null(step.Decision.Update);
            Assert.Equal(IsInTimeOnTheSession(step.Attempt), step.Decision.IsGranted);
        }));

    [Fact]
    public void A_revoked_grant_never_yields_a_yes() => Always.Holds(Any.Policy.Zip(Attempts), pair =>
        Assert.All(Replay(Any.Grant(pair.Item1) with { RevokedAt = Any.Noon }, pair.Item2), step => Assert.Equal(DenialReason.Revoked, step.Decision.Denial)));

    [Fact]
    public void An_expired_grant_never_yields_a_yes() => Always.Holds(Any.Policy.Zip(Attempts), pair =>
        Assert.All(Replay(Any.Grant(pair.Item1), pair.Item2), step => Assert.False(step.Decision.IsGranted && step.Attempt.Now >= Any.Noon.AddHours(1))));

    private static Gen<RedemptionContext[]> Attempts { get; } =
        Gen.Zip(
            Gen.Zip(Gen.Frequency((5, Gen.Constant("console")), (1, Gen.Elements("Console", "other", "console "))), Gen.Elements(Caller, Stranger, ClientAddress.None)),
            Gen.Frequency((4, Gen.Choose(0, 3_599_999)), (1, Gen.Choose(-5, 5)), (1, Gen.Choose(3_599_995, 3_600_005))))
        .Select(parts => new RedemptionContext(parts.Item1.Item1, parts.Item1.Item2, "server", Any.Noon.AddMilliseconds(parts.Item2)))
        .ArrayOf();

    private static bool IsInTimeOnTheSession(RedemptionContext attempt) =>
        attempt.SessionId == "console" && attempt.Now >= Any.Noon && attempt.Now < Any.Noon.AddHours(1);

    private static List<(RedemptionContext Attempt, RedemptionDecision Decision)> Replay(TokenGrant grant, IEnumerable<RedemptionContext> attempts)
    {
        var steps = new List<(RedemptionContext, RedemptionDecision)>();
        foreach (var attempt in attempts)
        {
            var decision = RedemptionRules.Decide(grant, attempt);
            grant = decision.Update ?? grant;
            steps.Add((attempt, decision));
        }

        return steps;
    }

    private static (TokenGrant Grant, RedemptionContext Attempt) Arrange(TokenUsePolicy policy, Situation situation)
    {
        var grant = Any.Grant(policy);
        var attempt = Attempt(Caller, Any.Noon.AddMinutes(30));
        return situation switch
        {
            Situation.Unused => (grant, attempt),
            Situation.RedeemedBySameClient => (grant with { RedeemedAt = Any.Noon, BoundClientAddress = Caller.Value }, attempt),
            Situation.RedeemedByOtherClient => (grant with { RedeemedAt = Any.Noon, BoundClientAddress = Stranger.Value }, attempt),
            Situation.RedeemedWithoutAddress => (grant with { RedeemedAt = Any.Noon, BoundClientAddress = string.Empty }, attempt),
            Situation.Revoked => (grant with { RevokedAt = Any.Noon }, attempt),
            Situation.RevokedAfterRedemption => (grant with { RedeemedAt = Any.Noon, BoundClientAddress = Caller.Value, RevokedAt = Any.Noon }, attempt),
            Situation.OneMillisecondBeforeNotBefore => (grant, attempt with { Now = grant.NotBefore.AddMilliseconds(-1) }),
            Situation.ExactlyAtNotBefore => (grant, attempt with { Now = grant.NotBefore }),
            Situation.OneMillisecondBeforeExpiry => (grant, attempt with { Now = grant.ExpiresAt.AddMilliseconds(-1) }),
            Situation.ExactlyAtExpiry => (grant, attempt with { Now = grant.ExpiresAt }),
            Situation.OtherSession => (grant, attempt with { SessionId = "other" }),
            Situation.SessionInOtherCase => (grant, attempt with { SessionId = "Console" }),
            _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, null),
        };
    }

    private static RedemptionContext Attempt(ClientAddress client, DateTimeOffset now) => new("console", client, "server", now);
}
