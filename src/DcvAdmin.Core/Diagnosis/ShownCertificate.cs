using System;
using System.Collections.Generic;
using System.Globalization;
using DcvAdmin.Reporting;

namespace DcvAdmin.Diagnosis;

/// <summary>The certificate that a server showed, and what is wrong with it. Its names come from whoever answered: they are shown, never acted on.</summary>
public sealed record ShownCertificate
{
    /// <summary>Whose it says it is.</summary>
    public required string Subject { get; init; }

    /// <summary>Who it says issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>SHA-256 over the certificate, upper-case hexadecimal bytes with colons.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The beginning of its validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The end of its validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Its bytes, by which it is recognized.</summary>
    public required IReadOnlyList<byte> Raw { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required CertificateFlaws Flaws { get; init; }

    /// <summary>The operating system's words for what is none of the named flaws; empty where there is nothing else.</summary>
    public string Remark { get; init; } = string.Empty;

    /// <summary>Whether a flaw is among those that it has.</summary>
    public bool Has(CertificateFlaws flaw) => (Flaws & flaw) != 0;

    /// <summary>What is wrong with it, as the end of a sentence; empty where nothing is.</summary>
    /// <param name="host">The host that was asked for.</param>
    public string FlawsInWords(string host)
    {
        var words = new List<string>();
        if (Has(CertificateFlaws.NotYetValid)) words.Add($"it is not valid before {Day(NotBefore)}");
        if (Has(CertificateFlaws.Expired)) words.Add($"it expired on {Day(NotAfter)}");
        if (Has(CertificateFlaws.WrongPurpose)) words.Add("it was not issued for servers");
        if (Has(CertificateFlaws.SelfSigned)) words.Add("it is self-signed, so nobody vouches for it");
        if (Has(CertificateFlaws.IncompleteChain)) words.Add($"its issuer, {Issuer}, is neither sent by the server nor known here");
        if (Has(CertificateFlaws.UnknownAuthority)) words.Add("its authority is not trusted");
        if (Has(CertificateFlaws.WrongName)) words.Add($"it is not for {host}");
        if (Has(CertificateFlaws.Other)) words.Add($"the check of its chain says: {Remark.TrimEnd('.')}");
        return string.Join(", and ", words).Visible();
    }

    private static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
