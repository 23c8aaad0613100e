using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using DcvAdmin.Authorization;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Functions.Tests.Logging;

/// <summary>Admins filter and alert by event id: an id is never given twice and never changes its meaning, here and at the broker.</summary>
public sealed class EventIdTests
{
    private static readonly Exception Failure = StoreDouble.Unavailable;

    private static readonly (int Id, string Level, string Message, string Event, Action<JsonLog> Log)[] Known =
    [
        (1001, "DEBUG", "Yes", nameof(Events.Verified), log => log.Verified("r", new VerificationResult("anna", null, null), "v")),
        (1002, "INFO", "No", nameof(Events.Verified), log => log.Verified("r", new VerificationResult(null, DenialReason.Unknown, null), "v")),
        (1003, "ERROR", "No, because the store cannot do its work", nameof(Events.Verified), log => log.Verified("r", new VerificationResult(null, DenialReason.StoreUnavailable, null, StoreDouble.Unavailable), "v")),
        (1101, "INFO", "Issued a token", nameof(Events.Issued), log => log.Issued("r", "a", new TokenGrantSummary { Id = "3v8q0n5k2m7r1t4x", SessionId = "console", UserName = "anna", IssuedAt = default, NotBefore = default, ExpiresAt = default, UsePolicy = default, State = default, Issuer = "a" })),
        (1103, "ERROR", "A request for a token failed: the store cannot do its work", nameof(Events.IssueFailed), log => log.IssueFailed("r", "a", Failure)),
        (1104, "INFO", "Expired grants were removed", nameof(Events.Purged), log => log.Purged("r", 2)),
        (1107, "WARN", "Tokens that stand in clear are honoured too (legacy=plaintext): whoever can read the table can log in; take it away when the last of them has expired", nameof(Events.WarnOf), log => log.WarnOf(StoreUri.Parse("dynamodb://tokens?legacy=plaintext"))),
        (1351, "WARN", "The keys of the tokens' issuer could not be fetched", nameof(Events.KeysNotFetched), log => log.KeysNotFetched("r", new JwksFailure(new Uri("https://idp.example.com/jwks"), "It did not answer.", 1, TimeSpan.FromSeconds(5), null, null))),
        (1352, "INFO", "A portal token was refused", nameof(Events.TokenRefused), log => log.TokenRefused("r", JwtRefusal.Expired, "192.0.2.1")),
        (1353, "INFO", "A portal request is forbidden", nameof(Events.Forbidden), log => log.Forbidden("r", new PortalCaller("anna", true, false), "GET /workspaces", "why")),
        (1354, "INFO", "An action on a WorkSpace was taken", nameof(Events.Acted), log => log.Acted("r", new PortalCaller("anna", true, false), new WorkspaceCall("123456789012", "eu-west-1", WorkspaceActionRequest.For(WorkspaceAction.Reboot), ["ws-anna00001"]))),
        (1355, "ERROR", "A portal request failed", nameof(Events.PortalFailed), log => log.PortalFailed("r", null, "GET /workspaces", Failure)),
        (1356, "ERROR", "A region could not be read; nothing of it was removed", nameof(Events.RegionUnreadable), log => log.RegionUnreadable("r", new RegionReading { Region = "eu-west-1", Outcome = RegionOutcome.Unreadable, Count = 0 })),
        (1357, "INFO", "The inventory of WorkSpaces was brought up to date", nameof(Events.InventoryUpdated), log => log.InventoryUpdated("r", [])),
        (1501, "ERROR", "No, because the store did not answer before the deadline", nameof(Events.VerificationOutOfTime), log => log.VerificationOutOfTime("r", "v")),
        (1502, "FATAL", "No, because of an error that should not occur", nameof(Events.VerificationFailed), log => log.VerificationFailed("r", Failure, "v")),
        (1503, "ERROR", "Audit records may not be durable yet; the store goes on trying while this sandbox lives", nameof(Events.RecordsWait), log => log.RecordsWait("r", Failure)),
        (1504, "INFO", "Refused to issue a token", nameof(Events.IssueRefused), log => log.IssueRefused("r", null, "why")),
        (1505, "ERROR", "The store cannot be opened yet; every invocation tries again", nameof(Events.StoreNotOpen), log => log.StoreNotOpen(Failure)),
        (1506, "ERROR", "The store could not be closed in order", nameof(Events.StoreNotClosed), log => log.StoreNotClosed(Failure)),
        (1507, "ERROR", "The invocation failed", nameof(Events.InvocationFailed), log => log.InvocationFailed("r", "Function.X", Failure)),
        (1508, "WARN", "The runtime did not take the answer; the invocation had probably ended", nameof(Events.ReplyNotTaken), log => log.ReplyNotTaken("r", 400)),
        (1509, "FATAL", "why", nameof(Events.InitFailed), log => log.InitFailed("Function.X", "why", null)),
        (1510, "FATAL", "The runtime cannot be reached any more; this process ends", nameof(Events.RuntimeLost), log => log.RuntimeLost(Failure)),
    ];

    [Fact]
    public void Every_event_has_the_id_the_level_and_the_words_it_always_had()
    {
        using var output = new MemoryStream();
        var log = new JsonLog(output, Severity.Trace, TimeProvider.System);
        foreach (var known in Known) known.Log(log);

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

        Assert.Equal(Known.Select(known => (known.Id, known.Level, known.Message)), lines.Select(line => (line.GetProperty("eventId").GetInt32(), line.GetProperty("level").GetString()!, line.GetProperty("message").GetString()!)));
    }

    [Fact]
    public void No_event_is_missing_here()
    {
        var all = typeof(Events).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(method => method.Name).ToHashSet();

        Assert.Equal(all.Order(), Known.Select(known => known.Event).Distinct().Order());
    }

    [Fact]
    public void The_guide_names_every_event_with_its_level()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "functions.md"));

        Assert.All(Known, known => Assert.Contains($"| {known.Id} | {known.Level} |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_without_tokens_in_clear_is_nothing_to_warn_of()
    {
        using var output = new MemoryStream();

        new JsonLog(output, Severity.Trace, TimeProvider.System).WarnOf(StoreUri.Parse("dynamodb://tokens"));

        Assert.Equal(0, output.Length);
    }
}
