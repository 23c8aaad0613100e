using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;

namespace DcvAdmin.Broker.Tls;

/// <summary>Where the broker's certificate comes from.</summary>
internal interface ICertificateSource
{
    /// <summary>PEM file of the authority that clients must trust; null where theirs already do.</summary>
    string? AuthorityFile { get; }

    /// <summary>The certificate with its private key, then its chain without the root; null where the one handed out last is still the right one.</summary>
    /// <exception cref="CertificateException">There is none that can be used.</exception>
    IReadOnlyList<X509Certificate2>? Refresh(DateTimeOffset now);
}
