using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DcvAdmin.Authorization;
using DcvAdmin.Functions.Workspaces;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Functions.Logging;

/// <summary>Everything the functions log. An id is never given twice and never changes its meaning; what the broker has too stands in <see cref="TokenEvents"/>.</summary>
internal static class Events
{
    public static void Verified(this JsonLog log, string? requestId, VerificationResult result, string verifier)
    {
        if (result.Failure is { } failure)
        {
            log.Write(Severity.Error, TokenEvents.DeniedByFault, requestId, TokenEvents.DeniedByFaultWords, failure, new LogField("denial", result.Denial?.ToString()), new LogField("verifier", verifier));
        }
        else if (result.Denial is { } denial)
        {
            if (log.IsOn(Severity.Information)) log.Write(Severity.Information, TokenEvents.Denied, requestId, TokenEvents.DeniedWords, null, new LogField("denial", denial.ToString()), new LogField("grantId", result.GrantId?.Value), new LogField("verifier", verifier));
        }
        else
        {
            log.Write(Severity.Debug, TokenEvents.Granted, requestId, TokenEvents.GrantedWords, null, new LogField("grantId", result.GrantId?.Value), new LogField("verifier", verifier));
        }
    }

    public static void VerificationOutOfTime(this JsonLog log, string? requestId, string verifier) =>
        log.Write(Severity.Error, 1501, requestId, "No, because the store did not answer before the deadline", null, new LogField("denial", nameof(DenialReason.StoreUnavailable)), new LogField("verifier", verifier));

    public static void VerificationFailed(this JsonLog log, string? requestId, Exception failure, string verifier) =>
        log.Write(Severity.Critical, 1502, requestId, "No, because of an error that should not occur", failure, new LogField("denial", nameof(DenialReason.StoreUnavailable)), new LogField("verifier", verifier));

    public static void RecordsWait(this JsonLog log, string? requestId, Exception failure) =>
        log.Write(Severity.Error, 1503, requestId, "Audit records may not be durable yet; the store goes on trying while this sandbox lives", failure);

    public static void Issued(this JsonLog log, string? requestId, string actor, TokenGrantSummary grant) =>
        log.Write(Severity.Information, TokenEvents.Issued, requestId, "Issued a token", null, new LogField("actor", actor), new LogField("grantId", grant.Id));

    public static void IssueRefused(this JsonLog log, string? requestId, string? actor, string reason) =>
        log.Write(Severity.Information, 1504, requestId, "Refused to issue a token", null, new LogField("actor", actor), new LogField("reason", reason));

    public static void IssueFailed(this JsonLog log, string? requestId, string? actor, Exception failure) =>
        log.Write(Severity.Error, TokenEvents.CallFailed, requestId, "A request for a token " + TokenEvents.CallFailedWords, failure, new LogField("actor", actor));

    public static void Purged(this JsonLog log, string? requestId, int removed) =>
        log.Write(Severity.Information, TokenEvents.Purged, requestId, "Expired grants were removed", null, new LogField("removed", removed.ToString(CultureInfo.InvariantCulture)));

    public static void KeysNotFetched(this JsonLog log, string? requestId, JwksFailure failure) =>
        log.Write(Severity.Warning, PortalEvents.KeysNotFetched, requestId, PortalEvents.KeysNotFetchedWords, failure.Cause, new LogField("address", failure.Address.ToString()), new LogField("flaw", failure.Flaw));

    public static void TokenRefused(this JsonLog log, string? requestId, JwtRefusal refusal, string sourceAddress) =>
        log.Write(Severity.Information, PortalEvents.TokenRefused, requestId, PortalEvents.TokenRefusedWords, null, new LogField("refusal", refusal.ToString()), new LogField("source", sourceAddress));

    public static void Forbidden(this JsonLog log, string? requestId, PortalCaller? caller, string request, string reason) =>
        log.Write(Severity.Information, PortalEvents.Forbidden, requestId, PortalEvents.ForbiddenWords, null, new LogField("actor", caller?.Actor), new LogField("request", request), new LogField("reason", reason));

    public static void Acted(this JsonLog log, string? requestId, PortalCaller caller, WorkspaceCall workspaceCall) =>
        log.Write(Severity.Information, PortalEvents.Acted, requestId, PortalEvents.ActedWords, null, new LogField("actor", caller.Actor), new LogField("call", workspaceCall.ToString()));

    public static void PortalFailed(this JsonLog log, string? requestId, PortalCaller? caller, string request, Exception failure) =>
        log.Write(Severity.Error, PortalEvents.Failed, requestId, PortalEvents.FailedWords, failure, new LogField("actor", caller?.Actor), new LogField("request", request));

    public static void RegionUnreadable(this JsonLog log, string? requestId, RegionReading reading) =>
        log.Write(Severity.Error, PortalEvents.RegionUnreadable, requestId, PortalEvents.RegionUnreadableWords, reading.Failure, new LogField("region", reading.Region));

    public static void InventoryUpdated(this JsonLog log, string? requestId, IReadOnlyCollection<UpdatedRegion> regions)
    {
        log.Write(
            Severity.Information,
            PortalEvents.InventoryUpdated,
            requestId,
            "The inventory of WorkSpaces was brought up to date",
            null,
            Sum("read", region => region.Read),
            Sum("added", region => region.Added),
            Sum("changed", region => region.Changed),
            Sum("removed", region => region.Removed));

        LogField Sum(string name, Func<UpdatedRegion, int> number) => new(name, regions.Sum(number).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What about a store an admin should not forget.</summary>
    public static void WarnOf(this JsonLog log, StoreUri store)
    {
        if (store is StoreUri.DynamoDb { HonoursPlaintext: true } table) log.Write(Severity.Warning, TokenEvents.HonoursPlaintext, null, TokenEvents.HonoursPlaintextWords, null, new LogField("table", table.Table));
    }

    public static void StoreNotOpen(this JsonLog log, Exception failure) =>
        log.Write(Severity.Error, 1505, null, "The store cannot be opened yet; every invocation tries again", failure);

    public static void StoreNotClosed(this JsonLog log, Exception failure) =>
        log.Write(Severity.Error, 1506, null, "The store could not be closed in order", failure);

    public static void InvocationFailed(this JsonLog log, string requestId, string errorType, Exception? failure) =>
        log.Write(Severity.Error, 1507, requestId, "The invocation failed", failure, new LogField("errorType", errorType));

    public static void ReplyNotTaken(this JsonLog log, string requestId, int status) =>
        log.Write(Severity.Warning, 1508, requestId, "The runtime did not take the answer; the invocation had probably ended", null, new LogField("status", status.ToString(CultureInfo.InvariantCulture)));

    public static void InitFailed(this JsonLog log, string errorType, string message, Exception? failure) =>
        log.Write(Severity.Critical, 1509, null, message, failure, new LogField("errorType", errorType));

    public static void RuntimeLost(this JsonLog log, Exception failure) =>
        log.Write(Severity.Critical, 1510, null, "The runtime cannot be reached any more; this process ends", failure);
}
