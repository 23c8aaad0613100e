using System;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>A link that opens a DCV session. Where it holds a token, whoever reads it gets in.</summary>
public sealed class DcvConnectionUri
{
    private readonly string _address;

    internal DcvConnectionUri(ConnectionTarget target, ConnectionLinkForm form, string? hostName, DcvAuthToken? token)
    {
        Uri = ConnectionLink.Of(target, form);
        Form = form;
        HostName = hostName;
        SessionId = target.SessionId;
        IsSecret = target.Token is not null;
        Id = token?.Id;
        UserName = token?.UserName;
        ExpiresAt = token?.ExpiresAt;
        _address = target.ToString();
    }

    /// <summary>The link, as text: System.Uri would take some of its escaping away when it is shown.</summary>
    public string Uri { get; }

    /// <summary>True where the link holds a token.</summary>
    public bool IsSecret { get; }

    /// <summary>Who opens it.</summary>
    public ConnectionLinkForm Form { get; }

    /// <summary>The DCV server; null where only a gateway is known.</summary>
    public string? HostName { get; }

    /// <summary>The session it opens.</summary>
    public string? SessionId { get; }

    /// <summary>The id of the token in it, for Get-DcvAuthToken and Revoke-DcvAuthToken; null where it holds none.</summary>
    public string? Id { get; }

    /// <summary>The user whom it lets in; null where it holds no token.</summary>
    public string? UserName { get; }

    /// <summary>First instant at which its token is not valid any more; null where it holds none.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>Names the link; one with a token is not shown.</summary>
    public override string ToString() => IsSecret ? $"(secret link with the token {Id} for {_address}; its text is in the property Uri)" : Uri;
}
