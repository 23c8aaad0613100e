using System;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Core.Tests.Diagnosis;

internal static class AnyCertificate
{
    public static ShownCertificate With(CertificateFlaws flaws) => new()
    {
        Subject = "CN=server",
        Issuer = "CN=authority",
        Fingerprint = "00:FF",
        NotBefore = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        NotAfter = new DateTimeOffset(2027, 6, 7, 8, 9, 10, TimeSpan.Zero),
        Raw = [1],
        Flaws = flaws,
        Remark = "the system's own words.",
    };
}
