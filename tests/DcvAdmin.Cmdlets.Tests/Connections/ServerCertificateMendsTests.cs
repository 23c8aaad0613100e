using System;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Connections;

public class ServerCertificateMendsTests
{
    [Theory]
    [InlineData(CertificateFlaws.NotYetValid, "clocks", false)]
    [InlineData(CertificateFlaws.Expired, "Renew", false)]
    [InlineData(CertificateFlaws.WrongPurpose, "Server Authentication", false)]
    [InlineData(CertificateFlaws.IncompleteChain, "intermediate", true)]
    [InlineData(CertificateFlaws.UnknownAuthority, "machines of users", true)]
    [InlineData(CertificateFlaws.SelfSigned, "list-endpoints", true)]
    [InlineData(CertificateFlaws.WrongName, "name that stands in the certificate", false)]
    [InlineData(CertificateFlaws.Other, "Look at", false)]
    public void Each_flaw_has_a_mend_and_a_file_is_advised_where_it_would_help(CertificateFlaws flaw, string words, bool helpsFile)
    {
        var mend = ServerCertificateMends.Of(With(flaw), hasCaFile: false);
        Assert.Contains(words, mend, StringComparison.Ordinal);
        Assert.Equal(helpsFile, mend.Contains("name its file with -CaFile", StringComparison.Ordinal));
        Assert.Equal(helpsFile, ServerCertificateMends.Of(With(flaw), hasCaFile: true).Contains("add it to the file of -CaFile", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_flaws_have_several_mends() =>
        Assert.Matches("^Renew .*\\. Connect by a name .*\\.$", ServerCertificateMends.Of(With(CertificateFlaws.Expired | CertificateFlaws.WrongName), hasCaFile: true));

    private static ShownCertificate With(CertificateFlaws flaws) => new()
    {
        Subject = "CN=server", Issuer = "CN=authority", Fingerprint = "00", NotBefore = default, NotAfter = default, Raw = [], Flaws = flaws,
    };
}
