using System;
using DcvAdmin.Authorization;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>Takes what a host logs of the portal. Nothing of it holds a token.</summary>
public interface IPortalLog
{
    /// <summary>The keys of the tokens' issuer could not be fetched.</summary>
    void KeysNotFetched(JwksFailure failure);

    /// <summary>A token was refused.</summary>
    void TokenRefused(JwtRefusal refusal, string sourceAddress);

    /// <summary>Somebody may not do what they asked for.</summary>
    void Forbidden(PortalCaller? caller, string request, string reason);

    /// <summary>An action was taken by AWS.</summary>
    void Acted(PortalCaller caller, WorkspaceCall workspaceCall);

    /// <summary>A request could not be carried out, because of AWS, the inventory or the audit log.</summary>
    void Failed(PortalCaller? caller, string request, Exception failure);
}
