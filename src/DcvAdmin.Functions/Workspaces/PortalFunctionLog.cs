using System;
using System.Threading;
using DcvAdmin.Authorization;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Reporting;
using DcvAdmin.Workspaces;
using DcvAdmin.Workspaces.Portal;

namespace DcvAdmin.Functions.Workspaces;

/// <summary>What functions log of the portal, each line with the invocation that it belongs to.</summary>
internal sealed class PortalFunctionLog(JsonLog log) : IPortalLog
{
    private readonly AsyncLocal<string?> _requestId = new();

    /// <summary>What is logged from now on, until this is disposed of, belongs to an invocation.</summary>
    public IDisposable Begin(string requestId)
    {
        _requestId.Value = requestId;
        return new Scope(this);
    }

    public void KeysNotFetched(JwksFailure failure) => log.Write(Severity.Warning, PortalEvents.KeysNotFetched, _requestId.Value, PortalEvents.KeysNotFetchedWords, failure.Cause, new LogField("address", failure.Address.ToString()), new LogField("flaw", failure.Flaw));

    public void TokenRefused(JwtRefusal refusal, string sourceAddress) => log.Write(Severity.Information, PortalEvents.TokenRefused, _requestId.Value, PortalEvents.TokenRefusedWords, null, new LogField("refusal", refusal.ToString()), new LogField("source", sourceAddress));

    public void Forbidden(PortalCaller? caller, string request, string reason) =>
        log.Write(Severity.Information, PortalEvents.Forbidden, _requestId.Value, PortalEvents.ForbiddenWords, null, new LogField("actor", caller?.Actor), new LogField("request", request), new LogField("reason", reason));

    public void Acted(PortalCaller caller, WorkspaceCall workspaceCall) => log.Write(Severity.Information, PortalEvents.Acted, _requestId.Value, PortalEvents.ActedWords, null, new LogField("actor", caller.Actor), new LogField("call", workspaceCall.ToString()));

    public void Failed(PortalCaller? caller, string request, Exception failure) =>
        log.Write(Severity.Error, PortalEvents.Failed, _requestId.Value, PortalEvents.FailedWords, failure, new LogField("actor", caller?.Actor), new LogField("request", request));

    private sealed class Scope(PortalFunctionLog log) : IDisposable
    {
        public void Dispose() => log._requestId.Value = null;
    }
}
