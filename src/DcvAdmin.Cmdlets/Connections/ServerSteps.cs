using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Connections;

/// <summary>The steps to a DCV server: its name, its port, its certificate, its web client. Each builds on the one before.</summary>
/// <param name="probe">Goes the way.</param>
/// <param name="target">The server.</param>
/// <param name="mustTrust">Whether a certificate that is not trusted is a broken link, and not a warning only.</param>
internal sealed class ServerSteps(IConnectionProbe probe, ConnectionTarget target, bool mustTrust) : IDisposable
{
    private IReadOnlyList<string> _addresses = [];
    private IProbedConnection? _connection;

    public async Task<DiagnosisStep> ResolveAsync(string name, CancellationToken stop)
    {
        _addresses = await probe.ResolveAsync(target.Address.Host, stop).ConfigureAwait(false);
        return new DiagnosisStep(name, StepResult.Passed, $"{target.Address.Host} is {string.Join(", ", _addresses)}.");
    }

    public async Task<DiagnosisStep> ConnectAsync(string name, CancellationToken stop)
    {
        _connection = await probe.ConnectAsync(_addresses, target.Address.Port, stop).ConfigureAwait(false);
        return new DiagnosisStep(name, StepResult.Passed, $"{_connection.RemoteAddress} answers at port {target.Address.Port}.");
    }

    public async Task<DiagnosisStep> SecureAsync(string name, CancellationToken stop)
    {
        var certificate = await _connection!.SecureAsync(target.Address.Host, stop).ConfigureAwait(false);
        var shown = string.Format(CultureInfo.InvariantCulture, "The certificate is {0}, valid until {1:yyyy-MM-dd}, SHA-256 {2}", certificate.Subject, certificate.ExpiresAt, certificate.Fingerprint);
        if (certificate is { IsTrusted: true, IsForHost: true }) return new DiagnosisStep(name, StepResult.Passed, $"{shown}; it is trusted and for {target.Address.Host}.");

        var flaw = certificate.IsTrusted ? string.Empty : certificate.IsSelfSigned ? "it is self-signed, so nobody vouches for it" : "it is expired, or its authority is not trusted";
        if (!certificate.IsForHost) flaw += (flaw.Length > 0 ? ", and " : string.Empty) + $"it is not for {target.Address.Host}";
        return new DiagnosisStep(name, mustTrust ? StepResult.Failed : StepResult.Warning, $"{shown}; {flaw}.",
            "Give the server a certificate of your own authority (dcv.pem and dcv.key), or compare the fingerprint with dcv list-endpoints -j on the host; trust it here with -CaFile.");
    }

    /// <summary>Any answer shows that the endpoint works; which one, whether a browser will see a client there.</summary>
    public async Task<DiagnosisStep> GetAsync(string name, CancellationToken stop)
    {
        var status = await _connection!.GetAsync(target.Address, target.WebUrlPath, stop).ConfigureAwait(false);
        var said = $"{target.WebUrlPath} answers with HTTP status {status}.";
        return status switch
        {
            < 400 => new DiagnosisStep(name, StepResult.Passed, said),
            403 => new DiagnosisStep(name, StepResult.Failed, said, "Check the server's setting allowed-http-host-regex: it must match the host name that clients use."),
            >= 500 => new DiagnosisStep(name, StepResult.Failed, said, "Look into the DCV server's server.log."),
            _ => new DiagnosisStep(name, StepResult.Warning, said, "Give the server's web-url-path with -WebUrlPath; if that is right, install DCV's web viewer package. The native client needs none."),
        };
    }

    public void Dispose() => _connection?.Dispose();
}
