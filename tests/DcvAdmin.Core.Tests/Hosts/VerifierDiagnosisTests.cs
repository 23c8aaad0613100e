using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Core.Tests.Diagnosis;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;

namespace DcvAdmin.Core.Tests.Hosts;

public sealed class VerifierDiagnosisTests
{
    private static readonly TokenVerifierSettings Good = new("https://broker:8445/x", TimeSpan.FromSeconds(100), "/ca.pem", false);

    [Fact]
    public async Task A_whole_way_passes_every_step()
    {
        var (isWhole, steps) = await RunAsync(Good, new FakeProbe());
        Assert.True(isWhole);
        Assert.Equal(["Verifier set", "Address valid", "Name resolves", "Port answers", "Certificate trusted", "Unknown token refused", "Clocks agree"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.Equal((StepResult.Passed, null), (step.Result, step.Mend)));
    }

    [Theory]
    [InlineData("", null, "Verifier set")]
    [InlineData("broker", null, "Address valid")]
    [InlineData("ftp://broker/", null, "Address valid")]
    [InlineData("https://broker:8445/x", "resolve", "Name resolves")]
    [InlineData("https://broker:8445/x", "connect", "Port answers")]
    [InlineData("https://broker:8445/x", "handshake", "Certificate trusted")]
    [InlineData("https://broker:8445/x", "file", "Certificate trusted")]
    [InlineData("https://broker:8445/x", "ask", "Unknown token refused")]
    [InlineData("https://broker:8445/x", "everybody", "Unknown token refused")]
    public async Task The_first_broken_link_is_named_with_its_mend_and_the_rest_is_skipped(string address, string? broken, string failed)
    {
        var (isWhole, steps) = await RunAsync(Good with { Address = address }, new FakeProbe { Broken = broken });
        Assert.False(isWhole);
        Assert.Equal(7, steps.Count);
        var at = steps.FindIndex(step => step.Name == failed);
        Assert.All(steps.Take(at), step => Assert.Equal(StepResult.Passed, step.Result));
        Assert.Equal(StepResult.Failed, steps[at].Result);
        Assert.False(string.IsNullOrEmpty(steps[at].Mend));
        Assert.DoesNotContain(steps[at].Mend!, steps[at].Detail, StringComparison.Ordinal);
        Assert.All(steps.Skip(at + 1), step => Assert.Equal(StepResult.Skipped, step.Result));
    }

    [Fact]
    public async Task A_loose_check_warns_and_goes_on_with_that_certificate_alone()
    {
        var probe = new FakeProbe { Flaws = CertificateFlaws.UnknownAuthority };
        var (isWhole, steps) = await RunAsync(Good with { NoTlsStrict = true }, probe);
        Assert.True(isWhole);
        Assert.Equal(StepResult.Warning, steps[4].Result);
        Assert.Contains("-NoTlsStrict:$false", steps[4].Mend, StringComparison.Ordinal);
        Assert.Equal(FakeProbe.Certificate, probe.AskedWith);
    }

    [Theory]
    [InlineData(CertificateFlaws.NotYetValid, "clocks")]
    [InlineData(CertificateFlaws.Expired, "Renew")]
    [InlineData(CertificateFlaws.WrongPurpose, "Server Authentication")]
    [InlineData(CertificateFlaws.IncompleteChain, "intermediate certificates*-CaFile")]
    [InlineData(CertificateFlaws.UnknownAuthority, "-CaFile")]
    [InlineData(CertificateFlaws.SelfSigned, "-CaFile")]
    [InlineData(CertificateFlaws.WrongName, "-Uri")]
    [InlineData(CertificateFlaws.Other, "Look at")]
    public async Task Each_flaw_of_a_certificate_has_a_mend_of_its_own(CertificateFlaws flaw, string mend)
    {
        var (isWhole, steps) = await RunAsync(Good, new FakeProbe { Flaws = flaw }, " -Path '/x'");
        Assert.False(isWhole);
        Assert.Equal(StepResult.Failed, steps[4].Result);
        Assert.Matches(mend.Replace("*", ".*", StringComparison.Ordinal), steps[4].Mend);
        // Another authority mends neither dates nor names.
        if (!mend.Contains("-CaFile", StringComparison.Ordinal)) Assert.DoesNotContain("-CaFile", steps[4].Mend, StringComparison.Ordinal);
        if (steps[4].Mend!.Contains("Set-Dcv", StringComparison.Ordinal)) Assert.EndsWith(" -Path '/x'", steps[4].Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_authorities_that_count_are_those_of_the_DCV_server()
    {
        var probe = new FakeProbe();
        await RunAsync(Good, probe);
        Assert.False(probe.Trusted!.IncludesMachine);
        Assert.Equal([4], Assert.Single(probe.Trusted.Certificates));
        await RunAsync(Good with { CaFile = null }, probe);
        Assert.Same(TrustedAuthorities.OfMachine, probe.Trusted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("handshake")]
    [InlineData("file")]
    public async Task The_connection_is_hung_up_at_the_end(string? broken)
    {
        var probe = new FakeProbe { Broken = broken };
        await RunAsync(Good, probe);
        Assert.Equal(0, probe.Open);
    }

    [Fact]
    public async Task What_the_verifier_calls_itself_does_not_reach_the_terminal_raw()
    {
        var (_, steps) = await RunAsync(Good, new FakeProbe { Subject = "CN=evil\u001b[31mRED", Flaws = CertificateFlaws.SelfSigned });
        Assert.Contains(@"CN=evil\u001B[31mRED", steps[4].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', steps[4].ToString());
    }

    [Fact]
    public async Task A_loose_check_that_is_not_needed_warns_too() =>
        Assert.Equal(StepResult.Warning, (await RunAsync(Good with { NoTlsStrict = true }, new FakeProbe())).Steps[4].Result);

    [Fact]
    public async Task Plain_http_to_another_machine_warns_and_has_no_certificate()
    {
        var (isWhole, steps) = await RunAsync(Good with { Address = "http://broker:8444/" }, new FakeProbe());
        Assert.True(isWhole);
        Assert.Equal((StepResult.Warning, StepResult.Skipped), (steps[1].Result, steps[4].Result));
        Assert.Equal(StepResult.Passed, (await RunAsync(Good with { Address = "http://127.0.0.1:8444/" }, new FakeProbe())).Steps[1].Result);
    }

    [Theory]
    [InlineData(60, StepResult.Passed)]
    [InlineData(-60, StepResult.Passed)]
    [InlineData(61, StepResult.Warning)]
    [InlineData(-61, StepResult.Warning)]
    [InlineData(null, StepResult.Skipped)]
    public async Task Clocks_that_differ_are_a_warning(int? seconds, StepResult result)
    {
        var (isWhole, steps) = await RunAsync(Good, new FakeProbe { Offset = seconds is { } known ? TimeSpan.FromSeconds(known) : null });
        Assert.True(isWhole);
        Assert.Equal(result, steps[6].Result);
    }

    [Fact]
    public async Task A_mend_names_the_settings_that_were_read() =>
        Assert.EndsWith(" -Path '/x'", (await RunAsync(Good with { Address = string.Empty }, new FakeProbe(), " -Path '/x'")).Steps[0].Mend, StringComparison.Ordinal);

    [Theory]
    [InlineData("", null, CertificateFlaws.None)]
    [InlineData("ftp://x", null, CertificateFlaws.None)]
    [InlineData("http://broker/", null, CertificateFlaws.None)]
    [InlineData("https://broker/", null, CertificateFlaws.UnknownAuthority)]
    [InlineData("https://broker/", null, CertificateFlaws.WrongName)]
    [InlineData("https://broker/", "file", CertificateFlaws.None)]
    public async Task Every_command_that_mends_names_the_settings_and_restarts_this_machines_server_alone(string address, string? broken, CertificateFlaws flaws)
    {
        foreach (var place in (string[])[string.Empty, " -Path '/x'"])
        {
            var (_, steps) = await RunAsync(Good with { Address = address }, new FakeProbe { Broken = broken, Flaws = flaws }, place);
            var mend = steps.First(step => step.Mend is not null).Mend!;
            Assert.EndsWith(place.Length == 0 ? " -Restart" : place, mend, StringComparison.Ordinal);
            Assert.Equal(place.Length == 0, mend.Contains("-Restart", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("http://broker/x", "'https://broker/x'")]
    [InlineData("http://broker:8444/", "'https://broker:8444/'")]
    [InlineData("http://broker/$(Remove-Item%20x);'a'", "'https://broker/$(Remove-Item%20x);''a'''")]
    public async Task The_address_of_a_mend_is_one_text_whatever_stood_in_the_file(string address, string quoted)
    {
        var mend = (await RunAsync(Good with { Address = address }, new FakeProbe())).Steps[1].Mend;
        Assert.StartsWith($"Set-DcvTokenVerifier -Uri {quoted} ", mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flawed_setting_is_a_broken_link()
    {
        var (isWhole, steps) = await RunAsync(Good with { Flaws = ["security/no-tls-strict is 1, which is no value for it."], NoTlsStrict = null }, new FakeProbe());
        Assert.False(isWhole);
        Assert.Equal(StepResult.Failed, steps[0].Result);
        Assert.Contains("no-tls-strict is 1", steps[0].Detail, StringComparison.Ordinal);
        Assert.Contains("-NoTlsStrict:$false", steps[0].Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 2.5, StepResult.Passed)]
    [InlineData(5, 2.6, StepResult.Warning)]
    [InlineData(100, 8, StepResult.Passed)]
    public async Task An_answer_that_takes_most_of_the_time_there_is_warns(int limit, double duration, StepResult result)
    {
        var probe = new FakeProbe { Duration = TimeSpan.FromSeconds(duration) };
        var (isWhole, steps) = await RunAsync(Good with { Timeout = TimeSpan.FromSeconds(limit) }, probe);
        Assert.True(isWhole);
        Assert.Equal((result, TimeSpan.FromSeconds(limit)), (steps[5].Result, probe.Limit));
    }

    [Theory]
    [InlineData(int.MaxValue, 3600)]
    public async Task A_wait_that_no_test_can_take_is_another_one(int set, int limit)
    {
        var probe = new FakeProbe();
        await RunAsync(Good with { Timeout = TimeSpan.FromSeconds(set) }, probe);
        Assert.Equal(TimeSpan.FromSeconds(limit), probe.Limit);
    }

    [Fact]
    public async Task A_place_can_be_put_into_a_mend_afterwards()
    {
        TokenVerifierSettings[] broken = [Good with { Address = string.Empty }, Good with { Address = "x" }, Good with { Address = "http://broker:8444/" }, Good with { NoTlsStrict = true }];
        foreach (var settings in broken)
        {
            foreach (var flaw in new[] { CertificateFlaws.None, CertificateFlaws.UnknownAuthority })
            {
                var there = await RunAsync(settings, new FakeProbe { Flaws = flaw });
                var here = await RunAsync(settings, new FakeProbe { Flaws = flaw }, " -InstanceId i-1");
                // An instance's DCV server can be restarted, unlike that of a file.
                Assert.Equal(here.Steps.Select(step => step.Mend is null ? null : step.Mend + " -Restart"), there.Steps.Select(step => VerifierDiagnosis.MendAt(step.Mend, " -InstanceId i-1")));
                Assert.Contains(here.Steps, step => step.Mend?.EndsWith(" -InstanceId i-1", StringComparison.Ordinal) == true);
            }
        }

        Assert.Equal("Set the wrong clock right.", VerifierDiagnosis.MendAt("Set the wrong clock right.", " -InstanceId i-1"));
        Assert.Null(VerifierDiagnosis.MendAt(null, " -InstanceId i-1"));
    }

    [Theory]
    [InlineData("Set-DcvTokenVerifier -Uri x; Remove-Item / -Restart")]
    [InlineData("Set-DcvTokenVerifier -Uri 'x'; Remove-Item '/' -Restart")]
    [InlineData("Set-DcvTokenVerifier -Uri 'x\u2019; Remove-Item y; \u2018' -Restart")]
    [InlineData("Set-DcvTokenVerifier -Uri \"$(Remove-Item y)\" -Restart")]
    [InlineData("Set-DcvTokenVerifier -CaFile 'x\ny' -Restart")]
    [InlineData("& Remove-Item y")]
    public void What_a_host_writes_for_a_mend_is_no_command_unless_it_is_one_of_ours(string mend) =>
        Assert.Equal($"The host says, unchecked: {mend}", VerifierDiagnosis.MendAt(mend, " -InstanceId i-1"));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task A_wait_of_no_time_is_a_broken_link(int seconds)
    {
        var (isWhole, steps) = await RunAsync(Good with { Timeout = TimeSpan.FromSeconds(seconds) }, new FakeProbe());
        Assert.False(isWhole);
        Assert.Equal((StepResult.Failed, "Set-DcvTokenVerifier -Timeout 100s -Restart"), (steps[0].Result, steps[0].Mend));
    }

    [Theory]
    [InlineData("http://localhost:8444/", false)]
    [InlineData("http://127.8.9.1/", false)]
    [InlineData("http://[::1]:8444/", false)]
    [InlineData("http://loopback:8445/", true)]
    [InlineData("http://broker/", true)]
    [InlineData("https://broker/", false)]
    public void Plain_http_is_for_this_machine_alone(string address, bool isInsecure) => Assert.Equal(isInsecure, VerifierAddress.IsInsecure(address));

    private static async Task<(bool IsWhole, List<DiagnosisStep> Steps)> RunAsync(TokenVerifierSettings settings, FakeProbe probe, string place = "")
    {
        var steps = new List<DiagnosisStep>();
        var isWhole = await new VerifierDiagnosis(settings, probe, probe, place).RunAsync(
            step =>
            {
                steps.Add(step);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        return (isWhole, steps);
    }

    /// <summary>A way to a verifier, the connection on it and the verifier at its end.</summary>
    private sealed class FakeProbe : INetworkProbe, IProbedConnection, IVerifierProbe
    {
        public static readonly byte[] Certificate = [1, 2, 3];

        public string? Broken { get; init; }

        public CertificateFlaws Flaws { get; init; }

        public string Subject { get; init; } = "CN=broker";

        public TimeSpan? Offset { get; init; } = TimeSpan.Zero;

        public TimeSpan Duration { get; init; }

        public TimeSpan Limit { get; private set; }

        public IReadOnlyList<byte>? AskedWith { get; private set; }

        public TrustedAuthorities? Trusted { get; private set; }

        public int Open { get; private set; }

        public string RemoteAddress => "192.0.2.1";

        public IReadOnlyList<byte[]> ReadAuthorities(string caFile) => Broken == "file" ? throw new ProbeException(ProbeFault.NoAuthorities, "it is empty") : [[4]];

        public Task<IReadOnlyList<string>> ResolveAsync(string host, CancellationToken cancellationToken) => Link<IReadOnlyList<string>>("resolve", ["192.0.2.1"], ProbeFault.NameUnknown);

        public async Task<IProbedConnection> ConnectAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellationToken)
        {
            var connection = await Link<IProbedConnection>("connect", this, ProbeFault.NotReached);
            Open++;
            return connection;
        }

        public Task<ShownCertificate> SecureAsync(string host, TrustedAuthorities authorities, CancellationToken cancellationToken)
        {
            Trusted = authorities;
            return Link("handshake", AnyCertificate.With(Flaws) with { Subject = Subject, Raw = Certificate }, ProbeFault.NoHandshake);
        }

        public Task<int> GetAsync(string authority, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ProbeReply> AskAsync(Uri verifier, IReadOnlyList<byte>? certificate, TimeSpan limit, CancellationToken cancellationToken)
        {
            Limit = limit;
            AskedWith = certificate;
            return Broken == "ask"
                ? Task.FromException<ProbeReply>(new HostException(HostFault.Unavailable, "It is broken.", "Mend it."))
                : Task.FromResult(new ProbeReply(Broken == "everybody", "no", Offset, Duration));
        }

        public void Dispose() => Open--;

        private Task<T> Link<T>(string name, T result, ProbeFault fault) => Broken == name ? Task.FromException<T>(new ProbeException(fault, "it is broken")) : Task.FromResult(result);
    }
}
