using System;
using System.Threading;
using DcvAdmin.Authorization;
using DcvAdmin.Functions.Logging;
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

    public void KeysNotFetched(JwksFailure failure) => log.KeysNotFetched(_requestId.Value, failure);

    public void TokenRefused(JwtRefusal refusal, string sourceAddress) => log.TokenRefused(_requestId.Value, refusal, sourceAddress);

    public void Forbidden(PortalCaller? caller, string request, string reason) => log.Forbidden(_requestId.Value, caller, request, reason);

    public void Acted(PortalCaller caller, WorkspaceCall workspaceCall) => log.Acted(_requestId.Value, caller, workspaceCall);

    public void Failed(PortalCaller? caller, string request, Exception failure) => log.PortalFailed(_requestId.Value, caller, request, failure);

    private sealed class Scope(PortalFunctionLog log) : IDisposable
    {
        public void Dispose() => log._requestId.Value = null;
    }
}
