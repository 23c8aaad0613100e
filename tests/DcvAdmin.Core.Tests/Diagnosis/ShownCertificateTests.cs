using System;
using System.Linq;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Core.Tests.Diagnosis;

public sealed class ShownCertificateTests
{
    [Theory]
    [InlineData(CertificateFlaws.None, "")]
    [InlineData(CertificateFlaws.NotYetValid, "it is not valid before 2026-01-02")]
    [InlineData(CertificateFlaws.Expired, "it expired on 2027-06-07")]
    [InlineData(CertificateFlaws.WrongPurpose, "it was not issued for servers")]
    [InlineData(CertificateFlaws.SelfSigned, "it is self-signed, so nobody vouches for it")]
    [InlineData(CertificateFlaws.IncompleteChain, "its issuer, CN=authority, is neither sent by the server nor known here")]
    [InlineData(CertificateFlaws.UnknownAuthority, "its authority is not trusted")]
    [InlineData(CertificateFlaws.WrongName, "it is not for dcv01")]
    [InlineData(CertificateFlaws.Other, "the check of its chain says: the system's own words")]
    [InlineData(CertificateFlaws.Expired | CertificateFlaws.WrongName, "it expired on 2027-06-07, and it is not for dcv01")]
    public void Each_flaw_has_its_words(CertificateFlaws flaws, string words) => Assert.Equal(words, AnyCertificate.With(flaws).FlawsInWords("dcv01"));

    [Fact]
    public void No_flaw_is_without_words() =>
        Assert.All(Enum.GetValues<CertificateFlaws>().Except([CertificateFlaws.None]), flaw => Assert.NotEmpty(AnyCertificate.With(flaw).FlawsInWords("dcv01")));

    [Fact]
    public void A_step_shows_nothing_that_a_terminal_acts_on()
    {
        var step = new DiagnosisStep("Certificate", StepResult.Failed, "CN=a\u001b[31m", "b\u202e");
        Assert.Equal((@"CN=a\u001B[31m", @"b\u202E"), (step.Detail, step.Mend));
        Assert.Null(new DiagnosisStep("Certificate", StepResult.Passed, "x").Mend);
        Assert.Equal(@"a\u001B", new ProbeException(ProbeFault.NoHandshake, "a\u001b.").Reason);
    }
}
