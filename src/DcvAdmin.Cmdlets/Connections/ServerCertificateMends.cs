using System.Collections.Generic;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Connections;

/// <summary>What mends the certificate of a DCV server, a sentence for each flaw.</summary>
internal static class ServerCertificateMends
{
    /// <param name="shown">A certificate with flaws.</param>
    /// <param name="hasCaFile">Whether -CaFile was given, so that it is not advised again.</param>
    public static string Of(ShownCertificate shown, bool hasCaFile)
    {
        var here = hasCaFile ? "add it to the file of -CaFile" : "name its file with -CaFile";
        var mends = new List<string>();
        if (shown.Has(CertificateFlaws.NotYetValid)) mends.Add("Set the clocks of both machines right, or wait until the certificate is valid.");
        if (shown.Has(CertificateFlaws.Expired)) mends.Add("Renew the server's certificate (dcv.pem and dcv.key).");
        if (shown.Has(CertificateFlaws.WrongPurpose)) mends.Add("Give the server a certificate with the extended key usage Server Authentication.");
        if (shown.Has(CertificateFlaws.SelfSigned))
        {
            mends.Add("Give the server a certificate of your own authority (dcv.pem and dcv.key), or compare the fingerprint with dcv list-endpoints -j on the host; "
                + $"to trust it in this test, {here}.");
        }

        if (shown.Has(CertificateFlaws.IncompleteChain)) mends.Add($"Put the intermediate certificates into the server's dcv.pem, behind its own; where there are none, its authority is not known here: {here}.");
        if (shown.Has(CertificateFlaws.UnknownAuthority)) mends.Add($"Have the machines of users trust the authority; to trust it in this test, {here}.");
        if (shown.Has(CertificateFlaws.WrongName)) mends.Add("Connect by a name that stands in the certificate, or have one issued for this name.");
        if (shown.Has(CertificateFlaws.Other)) mends.Add("Look at the server's certificate and at those of its chain.");
        return string.Join(" ", mends);
    }
}
