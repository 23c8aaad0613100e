using System;
using System.Linq;
using DcvAdmin.Audit;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Core.Tests.Audit;

public sealed class AuditEntryTests
{
    private static readonly TokenGrant Grant = Any.Grant(TokenUsePolicy.SingleUse);
    private static readonly RedemptionContext Attempt = new("console", ClientAddress.Parse("192.0.2.7:40000"), "10.0.0.5", Any.Noon.AddMinutes(1));

    [Fact]
    public void The_numbers_in_stored_records_keep_their_meaning()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6],
            new[] { AuditEvent.TokenIssued, AuditEvent.TokenGranted, AuditEvent.TokenDenied, AuditEvent.TokenRevoked, AuditEvent.GrantsPurged, AuditEvent.ClockSetBackAccepted }
                .Select(e => (int)e));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9],
            new[]
            {
                DenialReason.Malformed, DenialReason.Unknown, DenialReason.Revoked, DenialReason.WrongSession, DenialReason.NotYetValid,
                DenialReason.Expired, DenialReason.UsedUp, DenialReason.WrongClient, DenialReason.StoreUnavailable,
            }.Select(e => (int)e));
    }

    [Fact]
    public void An_issue_says_who_gave_what_to_whom_and_for_how_long() => Assert.Equal(
        new AuditEntry
        {
            Time = Any.Noon,
            Event = AuditEvent.TokenIssued,
            Actor = "admin",
            GrantId = Grant.Id,
            SessionId = "console",
            UserName = "alice",
            Detail = "SingleUse, valid 2026-03-01T12:00:00Z to 2026-03-01T13:00:00Z, label class 7",
        },
        AuditEntry.Issued(Grant with { Label = "class 7" }));

    [Fact]
    public void A_yes_names_the_server_that_asked_and_the_client() => Assert.Equal(
        new AuditEntry
        {
            Time = Any.Noon.AddMinutes(1),
            Event = AuditEvent.TokenGranted,
            Actor = "10.0.0.5",
            GrantId = Grant.Id,
            SessionId = "console",
            UserName = "alice",
            ClientAddress = "192.0.2.7",
        },
        AuditEntry.Redeemed(Grant, Attempt, RedemptionRules.Decide(Grant, Attempt)));

    [Fact]
    public void A_no_says_the_true_reason_and_the_session_that_was_asked_for()
    {
        var elsewhere = Attempt with { SessionId = "other" };

        var entry = AuditEntry.Redeemed(Grant, elsewhere, RedemptionRules.Decide(Grant, elsewhere));

        Assert.Equal((AuditEvent.TokenDenied, DenialReason.WrongSession, "other", "alice"), (entry.Event, entry.Denial, entry.SessionId, entry.UserName));
    }

    [Fact]
    public void A_no_without_a_grant_names_no_grant()
    {
        var entry = AuditEntry.Redeemed(null, Attempt, RedemptionRules.Decide(null, Attempt));

        Assert.Equal((DenialReason.Unknown, null, null), (entry.Denial, entry.GrantId, entry.UserName));
    }

    [Fact]
    public void Revocation_and_purge_name_the_actor()
    {
        Assert.Equal(
            new AuditEntry { Time = Any.Noon, Event = AuditEvent.TokenRevoked, Actor = "bob", GrantId = Grant.Id, SessionId = "console", UserName = "alice" },
            AuditEntry.Revoked(Grant, "bob", Any.Noon));
        Assert.Equal(
            new AuditEntry { Time = Any.Noon, Event = AuditEvent.GrantsPurged, Actor = "bob", Detail = "3 grants that expired before 2026-02-01T12:00:00Z" },
            AuditEntry.Purged(3, new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero), "bob", Any.Noon));
    }
}
