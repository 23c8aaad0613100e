using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DcvAdmin.Hosts;

/// <summary>
/// What a file of certificates holds, as OpenSSL, by which a DCV server reads it, looks for it: lines of ASCII, <c>-----BEGIN CERTIFICATE-----</c> at the beginning of
/// one of them. Anything around that is a comment.
/// </summary>
public sealed class PemBundle
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    private readonly List<(string Subject, DateTimeOffset From, DateTimeOffset To, bool IsAuthority)> _certificates = [];

    private PemBundle()
    {
    }

    /// <summary>How many certificates it holds.</summary>
    public int Count => _certificates.Count;

    /// <summary>Whether a private key lies in it, which nobody needs who only checks.</summary>
    public bool HasPrivateKey { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <returns>What it holds; null where that is no certificate, or one that cannot be read. A text of 16 bits for each letter holds none.</returns>
    public static PemBundle? TryRead(byte[] content)
    {
        if (content is null) throw new ArgumentNullException(nameof(content));
        var bundle = new PemBundle();
        string? label = null;
        var body = new StringBuilder();
        // Byte for byte: a byte order mark is no blank to OpenSSL, and the first line would not be one that it looks for.
        foreach (var line in Latin(content).Split('\n').Select(line => line.TrimEnd('\r', ' ', '\t')))
        {
            if (label is null)
            {
                label = LabelOf(line, Begin);
                body.Clear();
                continue;
            }

            if (LabelOf(line, End) is not { } end) body.Append(line);
            else if (end != label || !bundle.TryAdd(label, body.ToString())) return null;
            else label = null;
        }

        return label is null && bundle.Count > 0 ? bundle : null;
    }

    /// <summary>What makes it doubtful as authorities to trust, one sentence each.</summary>
    /// <param name="now">The time of the moment.</param>
    public IEnumerable<string> DoubtsAt(DateTimeOffset now)
    {
        if (HasPrivateKey) yield return "There is a private key in it. A DCV server needs none to check a verifier; whoever may read the file has it.";
        foreach (var (subject, from, to, isAuthority) in _certificates)
        {
            if (now > to) yield return $"The certificate {subject} has expired.";
            else if (now < from) yield return $"The certificate {subject} is not valid yet.";
            if (!isAuthority) yield return $"The certificate {subject} is none of an authority: it vouches for itself at most.";
        }
    }

    private static string? LabelOf(string line, string start) =>
        line.StartsWith(start, StringComparison.Ordinal) && line.EndsWith(Dashes, StringComparison.Ordinal) && line.Length > start.Length + Dashes.Length
            ? line.Substring(start.Length, line.Length - start.Length - Dashes.Length)
            : null;

    private static string Latin(byte[] content)
    {
        var text = new StringBuilder(content.Length);
        foreach (var one in content) text.Append((char)one);
        return text.ToString();
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { } constraints
            ? constraints.CertificateAuthority
            // Roots of the last century say nothing of it.
            : certificate.SubjectName.RawData.SequenceEqual(certificate.IssuerName.RawData);

    private bool TryAdd(string label, string body)
    {
        HasPrivateKey |= label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);
        if (label != "CERTIFICATE") return true;
        try
        {
            var bytes = Convert.FromBase64String(body);
#if NET
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
#else
            using var certificate = new X509Certificate2(bytes);
#endif
            _certificates.Add((certificate.Subject, certificate.NotBefore, certificate.NotAfter, IsAuthority(certificate)));
            return true;
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
