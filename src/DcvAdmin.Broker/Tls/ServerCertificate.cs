using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DcvAdmin.Broker.Tls;

/// <summary>The certificate new connections get. It may be replaced while the broker runs; connections keep what they started with.</summary>
internal sealed class ServerCertificate(ICertificateSource source)
{
    private volatile Served? _served;

    /// <summary>What a TLS handshake is answered with.</summary>
    public SslServerAuthenticationOptions Handshake => Current.Handshake;

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset ExpiresAt => new(Current.Leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>PEM file of the authority a client must trust; null where an admin's own certificate is used.</summary>
    public string? AuthorityFile => source.AuthorityFile;

    private Served Current => _served ?? throw new InvalidOperationException("The certificate has not been loaded.");

    /// <summary>Loads the certificate, or a newer one where the source has or makes one.</summary>
    /// <returns>True where new connections now get another certificate.</returns>
    public bool Refresh(DateTimeOffset now)
    {
        if (source.Refresh(now) is not { } chain) return false;
        _served = new Served(chain[0], new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(chain[0], Rest(chain), offline: true),
        });
        return true;
    }

    private static X509Certificate2Collection Rest(IReadOnlyList<X509Certificate2> chain)
    {
        var rest = new X509Certificate2Collection();
        for (var i = 1; i < chain.Count; i++) rest.Add(chain[i]);
        return rest;
    }

    private sealed record Served(X509Certificate2 Leaf, SslServerAuthenticationOptions Handshake);
}
