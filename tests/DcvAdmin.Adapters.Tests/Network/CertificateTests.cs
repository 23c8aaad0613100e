using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Diagnosis;
using DcvAdmin.Network;

namespace DcvAdmin.Adapters.Tests.Network;

/// <summary>What is wrong with certificates that real servers show.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("authority of a test");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_authority_of_the_file_is_trusted_alone_or_beside_the_machine()
    {
        using var certificate = _authority.Issue();
        var shown = await LookAsync(certificate, Only(_authority));
        Assert.Equal(CertificateFlaws.None, shown.Flaws);
        Assert.Empty(shown.Remark);
        Assert.Equal(("CN=server of a test", "CN=authority of a test"), (shown.Subject, shown.Issuer));
        Assert.Equal(certificate.GetCertHashString(HashAlgorithmName.SHA256), shown.Fingerprint.Replace(":", string.Empty, StringComparison.Ordinal));
        Assert.Equal(certificate.RawData, shown.Raw);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), shown.NotAfter.UtcDateTime);
        Assert.Equal(CertificateFlaws.None, (await LookAsync(certificate, TrustedAuthorities.OfMachineAnd(Of(_authority)))).Flaws);
    }

    [Fact]
    public async Task Without_a_file_the_machine_decides()
    {
        using var certificate = _authority.Issue();
        Assert.Equal(CertificateFlaws.IncompleteChain, (await LookAsync(certificate, TrustedAuthorities.OfMachine)).Flaws);
    }

    [Fact]
    public async Task An_authority_between_counts_where_the_server_sends_it_and_is_missed_where_not()
    {
        using var between = _authority.IssueAuthority("between");
        using var certificate = between.Issue();
        Assert.Equal(CertificateFlaws.None, (await LookAsync(certificate, Only(_authority), between.Certificate)).Flaws);
        Assert.Equal(CertificateFlaws.IncompleteChain, (await LookAsync(certificate, Only(_authority))).Flaws);
        // It vouches for nobody where its own authority is not trusted.
        using var other = new TestAuthority("other");
        Assert.Equal(CertificateFlaws.UnknownAuthority, (await LookAsync(certificate, Only(other), between.Certificate)).Flaws);
    }

    [Fact]
    public async Task Another_authority_of_the_same_name_is_not_trusted()
    {
        using var other = new TestAuthority("authority of a test");
        using var certificate = _authority.Issue();
        Assert.Equal(CertificateFlaws.UnknownAuthority, (await LookAsync(certificate, Only(other))).Flaws);
    }

    [Theory]
    [InlineData(CertificateFlaws.Expired)]
    [InlineData(CertificateFlaws.NotYetValid)]
    [InlineData(CertificateFlaws.WrongPurpose)]
    [InlineData(CertificateFlaws.WrongName)]
    public async Task Each_flaw_is_told_from_the_others(CertificateFlaws flaw)
    {
        using var certificate = flaw switch
        {
            CertificateFlaws.Expired => _authority.Issue(expiry: DateTimeOffset.UtcNow.AddHours(-1)),
            CertificateFlaws.NotYetValid => _authority.Issue(start: DateTimeOffset.UtcNow.AddHours(1)),
            CertificateFlaws.WrongPurpose => _authority.Issue(purpose: TestAuthority.ClientAuthentication),
            _ => _authority.Issue(onlyForName: "other.example"),
        };
        Assert.Equal(flaw, (await LookAsync(certificate, Only(_authority))).Flaws);
        Assert.Equal(flaw | CertificateFlaws.IncompleteChain, (await LookAsync(certificate, TrustedAuthorities.OfMachine)).Flaws);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_trusted_where_it_is_named_itself()
    {
        using var certificate = TestAuthority.SelfSign();
        Assert.Equal(CertificateFlaws.None, (await LookAsync(certificate, TrustedAuthorities.Only([certificate.RawData]))).Flaws);
        Assert.Equal(CertificateFlaws.SelfSigned, (await LookAsync(certificate, TrustedAuthorities.OfMachine)).Flaws);
        using var namesake = TestAuthority.SelfSign();
        Assert.Equal(CertificateFlaws.SelfSigned, (await LookAsync(certificate, TrustedAuthorities.OfMachineAnd([namesake.RawData]))).Flaws);
    }

    [Fact]
    public async Task A_self_signed_certificate_that_is_named_and_has_expired_is_only_expired()
    {
        using var certificate = TestAuthority.SelfSign(expiry: DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal(CertificateFlaws.Expired, (await LookAsync(certificate, TrustedAuthorities.OfMachineAnd([certificate.RawData]))).Flaws);
    }

    [Fact]
    public async Task A_hostile_subject_is_told_as_it_is_and_shown_safely()
    {
        using var certificate = TestAuthority.SelfSign("CN=evil\u001b[31mRED");
        var shown = await LookAsync(certificate, TrustedAuthorities.OfMachine);
        Assert.Contains('\u001b', shown.Subject);
        Assert.DoesNotContain('\u001b', (shown with { Flaws = CertificateFlaws.IncompleteChain }).FlawsInWords("h"));
        Assert.DoesNotContain('\u001b', new DiagnosisStep("Certificate", StepResult.Warning, shown.Subject).Detail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("none")]
    public void A_file_without_authorities_is_told(string? content)
    {
        if (content is not null) System.IO.File.WriteAllText(_folder.File("ca.pem"), content);
        var failure = Assert.Throws<ProbeException>(() => new NetworkProbe(new ProbeLimits()).ReadAuthorities(_folder.File("ca.pem")));
        Assert.Equal(ProbeFault.NoAuthorities, failure.Fault);
    }

    private static async Task<ShownCertificate> LookAsync(X509Certificate2 certificate, TrustedAuthorities authorities, params X509Certificate2[] sentAlong)
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate, sentAlong);
        using var connection = await new NetworkProbe(new ProbeLimits()).ConnectAsync(["127.0.0.1"], server.Address.Port, Stop);
        var shown = await connection.SecureAsync("127.0.0.1", authorities, Stop);
        Assert.Empty(server.Asked);
        return shown;
    }

    private TrustedAuthorities Only(TestAuthority authority) => TrustedAuthorities.Only(Of(authority));

    private IReadOnlyList<byte[]> Of(TestAuthority authority) => new NetworkProbe(new ProbeLimits()).ReadAuthorities(authority.WriteTo(_folder.File("ca.pem")));
}
