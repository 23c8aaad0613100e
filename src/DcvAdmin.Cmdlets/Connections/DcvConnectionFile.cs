using System;
using System.IO;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>A connection file that was written. It holds a token; this object does not.</summary>
public sealed class DcvConnectionFile
{
    internal DcvConnectionFile(string path, string? hostName, DcvAuthToken token)
    {
        FullName = path;
        HostName = hostName;
        Id = token.Id;
        UserName = token.UserName;
        SessionId = token.SessionId;
        ExpiresAt = token.ExpiresAt;
    }

    /// <summary>The path of the file.</summary>
    public string FullName { get; }

    /// <summary>The name of the file.</summary>
    public string Name => Path.GetFileName(FullName);

    /// <summary>The folder it is in.</summary>
    public string DirectoryName => Path.GetDirectoryName(FullName) ?? string.Empty;

    /// <summary>The id of its token, for Get-DcvAuthToken and Revoke-DcvAuthToken.</summary>
    public string Id { get; }

    /// <summary>The user whom it lets in.</summary>
    public string UserName { get; }

    /// <summary>The session it opens.</summary>
    public string SessionId { get; }

    /// <summary>The DCV server; null where only a gateway is known.</summary>
    public string? HostName { get; }

    /// <summary>First instant at which its token is not valid any more.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The path of the file.</summary>
    public override string ToString() => FullName;
}
