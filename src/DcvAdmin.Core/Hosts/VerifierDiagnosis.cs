using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Hosts;

/// <summary>Follows the way from a DCV server's settings to its verifier's answer. Behind the first broken link nothing is looked at.</summary>
public sealed class VerifierDiagnosis
{
    /// <summary>How far apart two clocks may be before it is worth a word.</summary>
    public static readonly TimeSpan ToleratedOffset = TimeSpan.FromMinutes(1);

    // A wait of no time may stand for none at all, and nobody tests for longer than an hour.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly TokenVerifierSettings _settings;
    private readonly INetworkProbe _network;
    private readonly IVerifierProbe _probe;
    private readonly VerifierMend _mend;

    private IReadOnlyList<string> _addresses = [];
    private IProbedConnection? _connection;
    private IReadOnlyList<byte>? _certificate;
    private TimeSpan? _clockOffset;

    /// <summary>Creates the diagnosis.</summary>
    /// <param name="settings">What the DCV server is set to.</param>
    /// <param name="network">Goes the way to the verifier.</param>
    /// <param name="probe">Asks it.</param>
    /// <param name="place">Parameters that name the settings in a command, with a blank before them; empty for this machine's.</param>
    public VerifierDiagnosis(TokenVerifierSettings settings, INetworkProbe network, IVerifierProbe probe, string place = "")
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        _network = network ?? throw new ArgumentNullException(nameof(network));
        _probe = probe ?? throw new ArgumentNullException(nameof(probe));
        _mend = new VerifierMend(place);
    }

    /// <summary>Looks at every link.</summary>
    /// <param name="report">Takes each step as soon as it is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether no link is broken.</returns>
    public async Task<bool> RunAsync(Func<DiagnosisStep, Task> report, CancellationToken cancellationToken)
    {
        if (report is null) throw new ArgumentNullException(nameof(report));
        Uri? verifier = null;
        var isWhole = true;
        var links = new List<(string Name, Func<string, Task<DiagnosisStep>> Look)>
        {
            ("Verifier set", name => Task.FromResult(LookAtSetting(name))),
            ("Address valid", name => Task.FromResult(LookAtAddress(name, out verifier))),
            ("Name resolves", name => ResolveAsync(name, verifier!, cancellationToken)),
            ("Port answers", name => ConnectAsync(name, verifier!, cancellationToken)),
            ("Certificate trusted", name => LookAtCertificateAsync(name, verifier!, cancellationToken)),
            ("Unknown token refused", name => AskAsync(name, verifier!, cancellationToken)),
            ("Clocks agree", name => Task.FromResult(LookAtClock(name))),
        };
        try
        {
            foreach (var (name, look) in links)
            {
                var step = isWhole ? await LookAsync(name, look).ConfigureAwait(false) : new DiagnosisStep(name, StepResult.Skipped, "Not looked at, because an earlier step failed.");
                isWhole &= step.Result != StepResult.Failed;
                await report(step).ConfigureAwait(false);
            }
        }
        finally
        {
            _connection?.Dispose();
        }

        return isWhole;
    }

    /// <summary>Puts parameters that name a place into a mend that is a command for this machine's settings; leaves any other as it is.</summary>
    /// <param name="mend">A mend of a diagnosis without a place.</param>
    /// <param name="place">The parameters, with a blank before them.</param>
    public static string? MendAt(string? mend, string place) => mend is null ? null : VerifierMend.At(mend, place);

    private async Task<DiagnosisStep> LookAsync(string name, Func<string, Task<DiagnosisStep>> look)
    {
        try
        {
            return await look(name).ConfigureAwait(false);
        }
        catch (HostException failure)
        {
            return new DiagnosisStep(name, StepResult.Failed, failure.Sentence, failure.Advice);
        }
        catch (ProbeException failure)
        {
            var (sentence, mend) = WordsOf(failure);
            return new DiagnosisStep(name, StepResult.Failed, sentence, mend);
        }
    }

    private (string Sentence, string Mend) WordsOf(ProbeException failure) => failure.Fault switch
    {
        ProbeFault.NameUnknown => ($"The name does not resolve: {failure.Reason}.", "Correct DNS or the hosts file, or set the address with a name that resolves."),
        ProbeFault.NotReached => ($"{_settings.Address} takes no connections: {failure.Reason}.", "Check that the verifier runs, its port, and the firewalls between."),
        ProbeFault.NoHandshake => ($"{_settings.Address} takes the connection but makes no TLS handshake: {failure.Reason}.", "Check that the port is that of the verifier, and whether it speaks https."),
        ProbeFault.NoAuthorities => ($"The CA file {_settings.CaFile} cannot be read as PEM certificates: {failure.Reason}.", _mend.Set(caFile: VerifierMend.AnyCaFile)),
        _ => ($"The verifier does not answer: {failure.Reason}.", "Look at the log of the verifier."),
    };

    private DiagnosisStep LookAtSetting(string name)
    {
        // What the DCV server makes of a flawed setting is not known, so that nothing behind it can be judged.
        if (_settings.Flaws.Count > 0) return new DiagnosisStep(name, StepResult.Failed, string.Join(" ", _settings.Flaws), _mend.Set(VerifierMend.AnyVerifier, VerifierMend.AnyCaFile, isStrict: true));
        if (_settings.Timeout <= TimeSpan.Zero)
        {
            return new DiagnosisStep(name, StepResult.Failed, $"The DCV server is set to wait for {_settings.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s, which is no time for an answer.",
                _mend.Set(timeout: TimeSpan.FromSeconds(100)));
        }

        return _settings.Address.Length > 0
            ? new DiagnosisStep(name, StepResult.Passed, $"The DCV server is set to ask {_settings.Address} from its next start on, for up to {_settings.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.")
            : new DiagnosisStep(name, StepResult.Failed, "No auth-token-verifier is set: the DCV server asks nobody about connection tokens.", _mend.Set(VerifierMend.AnyVerifier, VerifierMend.AnyCaFile));
    }

    private DiagnosisStep LookAtAddress(string name, out Uri? verifier)
    {
        verifier = null;
        if (VerifierAddress.FlawOf(_settings.Address) is { } flaw)
            return new DiagnosisStep(name, StepResult.Failed, $"'{_settings.Address}' cannot be the address of a verifier. {flaw}", _mend.Set(VerifierMend.AnyVerifier));

        verifier = new Uri(_settings.Address);
        if (VerifierAddress.IsInsecure(_settings.Address))
        {
            var secure = new UriBuilder(verifier) { Scheme = Uri.UriSchemeHttps, Port = verifier.IsDefaultPort ? -1 : verifier.Port }.Uri;
            return new DiagnosisStep(name, StepResult.Warning, "The address is plain http: tokens travel unencrypted.", _mend.Set(secure.AbsoluteUri, VerifierMend.AnyCaFile));
        }

        return new DiagnosisStep(name, StepResult.Passed, $"The address is {(verifier.Scheme == Uri.UriSchemeHttps ? "https" : "http on this machine")}.");
    }

    private async Task<DiagnosisStep> ResolveAsync(string name, Uri verifier, CancellationToken cancellationToken)
    {
        _addresses = await _network.ResolveAsync(verifier.DnsSafeHost, cancellationToken).ConfigureAwait(false);
        return new DiagnosisStep(name, StepResult.Passed, $"{verifier.DnsSafeHost} is {string.Join(", ", _addresses)}.");
    }

    private async Task<DiagnosisStep> ConnectAsync(string name, Uri verifier, CancellationToken cancellationToken)
    {
        _connection = await _network.ConnectAsync(_addresses, verifier.Port, cancellationToken).ConfigureAwait(false);
        return new DiagnosisStep(name, StepResult.Passed, $"{_connection.RemoteAddress} takes connections on port {verifier.Port.ToString(CultureInfo.InvariantCulture)}.");
    }

    private async Task<DiagnosisStep> LookAtCertificateAsync(string name, Uri verifier, CancellationToken cancellationToken)
    {
        if (verifier.Scheme == Uri.UriSchemeHttp) return new DiagnosisStep(name, StepResult.Skipped, "Plain http has no certificate.");
        // As the DCV server does: the authorities of its file alone, or those of its machine.
        var authorities = _settings.CaFile is null ? TrustedAuthorities.OfMachine : TrustedAuthorities.Only(_network.ReadAuthorities(_settings.CaFile));
        var shown = await _connection!.SecureAsync(verifier.DnsSafeHost, authorities, cancellationToken).ConfigureAwait(false);
        _certificate = shown.Raw;
        var isLoose = _settings.NoTlsStrict == true;
        var trusted = _settings.CaFile is null ? "the trust store of this machine" : _settings.CaFile;
        if (shown.Flaws == CertificateFlaws.None)
        {
            var detail = $"{shown.Subject}, issued by {shown.Issuer}, is trusted by {trusted}.";
            return isLoose
                ? new DiagnosisStep(name, StepResult.Warning, detail + " no-tls-strict is set and not needed.", _mend.Set(isStrict: true))
                : new DiagnosisStep(name, StepResult.Passed, detail);
        }

        var broken = $"{shown.Subject}, issued by {shown.Issuer}, does not pass the check against {trusted}: {shown.FlawsInWords(verifier.DnsSafeHost)}.";
        var mend = VerifierCertificateMends.Of(shown, _mend, isLoose);
        return isLoose
            ? new DiagnosisStep(name, StepResult.Warning, broken + " The DCV server takes it all the same, because no-tls-strict is set: it cannot tell the verifier from an impostor.", mend)
            : new DiagnosisStep(name, StepResult.Failed, broken, mend);
    }

    private async Task<DiagnosisStep> AskAsync(string name, Uri verifier, CancellationToken cancellationToken)
    {
        // It is another connection that asks, and a small verifier serves one after the other.
        _connection?.Dispose();
        _connection = null;
        var limit = _settings.Timeout < ShortestWait ? ShortestWait : _settings.Timeout > LongestWait ? LongestWait : _settings.Timeout;
        var reply = await _probe.AskAsync(verifier, _certificate, limit, cancellationToken).ConfigureAwait(false);
        _clockOffset = reply.ClockOffset;
        if (reply.IsGranted)
            return new DiagnosisStep(name, StepResult.Failed, $"The verifier let in a random token, as user '{reply.Text}': it lets in everybody.", "Replace the verifier, and look at who has connected.");

        var detail = $"The verifier refused a random token: {reply.Text}";
        if (reply.Duration <= TimeSpan.FromTicks(limit.Ticks / 2)) return new DiagnosisStep(name, StepResult.Passed, detail);
        var seconds = reply.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return new DiagnosisStep(name, StepResult.Warning, $"{detail} It took {seconds} s, and the DCV server waits for {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.",
            _mend.Set(timeout: TimeSpan.FromTicks(2 * limit.Ticks)));
    }

    private DiagnosisStep LookAtClock(string name)
    {
        if (_clockOffset is not { } offset) return new DiagnosisStep(name, StepResult.Skipped, "The verifier sent no Date header.");
        var seconds = Math.Abs(offset.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        return offset.Duration() <= ToleratedOffset
            ? new DiagnosisStep(name, StepResult.Passed, $"The verifier's clock and this machine's differ by {seconds} s.")
            : new DiagnosisStep(name, StepResult.Warning, $"The verifier's clock is {seconds} s {(offset > TimeSpan.Zero ? "ahead of" : "behind")} this machine's: tokens expire by the verifier's.",
                "Set the wrong clock right, for example with w32tm /resync or chronyc makestep.");
    }
}
