using System;
using DcvAdmin.Authorization;
using DcvAdmin.Reporting;
using DcvAdmin.Workspaces;
using DcvAdmin.Workspaces.Portal;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Workspaces;

/// <summary>What the broker logs of the portal; the ids are those of the functions.</summary>
internal sealed partial class PortalLog(ILogger<PortalLog> logger) : IPortalLog
{
    public void KeysNotFetched(JwksFailure failure) => LogKeys(logger, failure.Address, failure.Flaw, failure.Attempts, failure.UsableUntil, failure.Cause);

    public void TokenRefused(JwtRefusal refusal, string sourceAddress) => LogToken(logger, refusal, sourceAddress);

    public void Forbidden(PortalCaller? caller, string request, string reason) => LogForbidden(logger, caller?.Actor, request, reason);

    public void Acted(PortalCaller caller, WorkspaceCall workspaceCall) => LogActed(logger, caller.Actor, workspaceCall);

    public void Failed(PortalCaller? caller, string request, Exception failure) => LogFailed(logger, caller?.Actor, request, failure);

    [LoggerMessage(PortalEvents.KeysNotFetched, LogLevel.Warning, PortalEvents.KeysNotFetchedWords + ": {Address}: {Flaw} Attempt {Attempt}; known keys count until {UsableUntil}")]
    private static partial void LogKeys(ILogger logger, Uri address, string flaw, int attempt, DateTimeOffset? usableUntil, Exception? failure);

    [LoggerMessage(PortalEvents.TokenRefused, LogLevel.Information, PortalEvents.TokenRefusedWords + ": {Refusal}, from {Source}")]
    private static partial void LogToken(ILogger logger, JwtRefusal refusal, string source);

    [LoggerMessage(PortalEvents.Forbidden, LogLevel.Information, PortalEvents.ForbiddenWords + ": {Actor}, {Request}: {Reason}")]
    private static partial void LogForbidden(ILogger logger, string? actor, string request, string reason);

    [LoggerMessage(PortalEvents.Acted, LogLevel.Information, PortalEvents.ActedWords + ": {Actor}: {Call}")]
    private static partial void LogActed(ILogger logger, string actor, WorkspaceCall call);

    [LoggerMessage(PortalEvents.Failed, LogLevel.Error, PortalEvents.FailedWords + ": {Actor}, {Request}")]
    private static partial void LogFailed(ILogger logger, string? actor, string request, Exception failure);
}
