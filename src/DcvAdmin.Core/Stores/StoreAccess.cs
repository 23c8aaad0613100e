using System.Net;
using DcvAdmin.Reporting;

namespace DcvAdmin.Stores;

/// <summary>How a store is reached, and in whose name.</summary>
public sealed record StoreAccess
{
    /// <summary>The account that acts, for audit records of a store on this machine. A broker names the API client instead.</summary>
    public required string Actor { get; init; }

    /// <summary>API client id and secret for a broker.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>Path of the JSON file with id, secret and CA that a broker writes at its first start; instead of <see cref="Credential"/>.</summary>
    public string? CredentialFile { get; init; }

    /// <summary>PEM file with the certificate authority of a broker; the machine's trust store where null.</summary>
    public string? CaFile { get; init; }

    /// <summary>Is told of remote decisions: logins, retries, waits.</summary>
    public IWorkReport Report { get; init; } = SilentWorkReport.Instance;
}
