using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace DcvAdmin.Hosts;

/// <summary>Tells a file of certificates from any other before it is set on a DCV server, which says nothing until the first user is refused.</summary>
internal static class PemFile
{
    // A bundle of every public authority is a quarter of this.
    private const int MaximumBytes = 1024 * 1024;

    private static readonly Regex Certificate = new(
        "-----BEGIN CERTIFICATE-----(?<body>[^-]*)-----END CERTIFICATE-----", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    /// <summary>Whether the file has at least one certificate, and none that cannot be read.</summary>
    public static bool HoldsCertificates(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaximumBytes) return false;
            var found = Certificate.Matches(File.ReadAllText(path));
            foreach (Match match in found)
            {
                using var certificate = new X509Certificate2(Convert.FromBase64String(match.Groups["body"].Value));
            }

            return found.Count > 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or CryptographicException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
