using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Connections;

/// <summary>The steps to a DCV server or a gateway: its name, its port, its certificate, its web client. Each builds on the one before.</summary>
/// <param name="probe">Goes the way.</param>
/// <param name="address">The server.</param>
/// <param name="path">The path of its web client.</param>
/// <param name="named">The authorities of -CaFile; null where it was not given.</param>
/// <param name="mustTrust">Whether a certificate that is not trusted is a broken link, and not a warning only.</param>
internal sealed class ServerSteps(INetworkProbe probe, ServerAddress address, string path, IReadOnlyList<byte[]>? named, bool mustTrust) : IDisposable
{
    private IReadOnlyList<string> _addresses = [];
    private IProbedConnection? _connection;

    /// <summary>Finds the addresses.</summary>
    public Task<DiagnosisStep> ResolveAsync(string name, CancellationToken stop) => TakeAsync(name, ResolveStepAsync, stop);

    /// <summary>Opens the connection.</summary>
    public Task<DiagnosisStep> ConnectAsync(string name, CancellationToken stop) => TakeAsync(name, ConnectStepAsync, stop);

    /// <summary>Looks at the certificate.</summary>
    public Task<DiagnosisStep> SecureAsync(string name, CancellationToken stop) => TakeAsync(name, SecureStepAsync, stop);

    /// <summary>Asks for the web client.</summary>
    public Task<DiagnosisStep> GetAsync(string name, CancellationToken stop) => TakeAsync(name, GetStepAsync, stop);

    public void Dispose() => _connection?.Dispose();

    /// <summary>That the way ends here is what was looked for; all else is a fault.</summary>
    private async Task<DiagnosisStep> TakeAsync(string name, Func<string, CancellationToken, Task<DiagnosisStep>> take, CancellationToken stop)
    {
        try
        {
            return await take(name, stop).ConfigureAwait(false);
        }
        catch (ProbeException failure)
        {
            return Broken(name, failure);
        }
    }

    /// <summary>The step of a way that ended here: what it means for a client, and what mends it.</summary>
    private DiagnosisStep Broken(string name, ProbeException failure)
    {
        var (sentence, mend) = failure.Fault switch
        {
            ProbeFault.NameUnknown => ($"{address.Host} does not resolve: {failure.Reason}.",
                "Check the spelling, give the full name with its domain, or the server's address; a private name is known within its network alone."),
            ProbeFault.NotReached => ($"Port {address.Port} does not answer at {failure.Reason}.",
                "Check that the DCV server (dcv list-endpoints on the host) or the gateway runs, its web-port, and firewalls and security groups between."),
            ProbeFault.NoHandshake => ($"{_connection?.RemoteAddress} takes the connection, but makes no TLS handshake: {failure.Reason}.",
                "Check that the port is the web-port of a DCV server or gateway, and its setting ciphers."),
            _ => ($"{_connection?.RemoteAddress} does not answer a web request: {failure.Reason}.", "Check that the port is the web-port of a DCV server or gateway, and its log server.log."),
        };
        return new DiagnosisStep(name, StepResult.Failed, sentence, mend);
    }

    private async Task<DiagnosisStep> ResolveStepAsync(string name, CancellationToken stop)
    {
        _addresses = await probe.ResolveAsync(address.Host.Value, stop).ConfigureAwait(false);
        return new DiagnosisStep(name, StepResult.Passed, $"{address.Host} is {string.Join(", ", _addresses)}.");
    }

    private async Task<DiagnosisStep> ConnectStepAsync(string name, CancellationToken stop)
    {
        _connection = await probe.ConnectAsync(_addresses, address.Port, stop).ConfigureAwait(false);
        return new DiagnosisStep(name, StepResult.Passed, $"{_connection.RemoteAddress} answers at port {address.Port}.");
    }

    private async Task<DiagnosisStep> SecureStepAsync(string name, CancellationToken stop)
    {
        // As a client with the file's authorities in its trust store would: those that it has there anyway still count.
        var authorities = named is null ? TrustedAuthorities.OfMachine : TrustedAuthorities.OfMachineAnd(named);
        var certificate = await _connection!.SecureAsync(address.Host.Value, authorities, stop).ConfigureAwait(false);
        var shown = string.Format(CultureInfo.InvariantCulture, "The certificate is {0}, valid until {1:yyyy-MM-dd}, SHA-256 {2}", certificate.Subject, certificate.NotAfter.UtcDateTime, certificate.Fingerprint);
        return certificate.Flaws == CertificateFlaws.None
            ? new DiagnosisStep(name, StepResult.Passed, $"{shown}; it is trusted and for {address.Host}.")
            : new DiagnosisStep(name, mustTrust ? StepResult.Failed : StepResult.Warning, $"{shown}; {certificate.FlawsInWords(address.Host.Value)}.", ServerCertificateMends.Of(certificate, named is not null));
    }

    /// <summary>Any answer shows that the endpoint works; which one, whether a browser will see a client there.</summary>
    private async Task<DiagnosisStep> GetStepAsync(string name, CancellationToken stop)
    {
        var status = await _connection!.GetAsync(address.ToString(), path, stop).ConfigureAwait(false);
        var said = $"{path} answers with HTTP status {status}.";
        return status switch
        {
            < 400 => new DiagnosisStep(name, StepResult.Passed, said),
            403 => new DiagnosisStep(name, StepResult.Failed, said, "Check the server's setting allowed-http-host-regex: it must match the host name that clients use."),
            >= 500 => new DiagnosisStep(name, StepResult.Failed, said, "Look into the DCV server's server.log."),
            _ => new DiagnosisStep(name, StepResult.Warning, said, "Give the server's web-url-path with -WebUrlPath, where there is no gateway; if that is right, install DCV's web viewer package. The native client needs none."),
        };
    }
}
