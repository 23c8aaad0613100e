using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Diagnosis;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Goes the way of a DCV client from this machine and names the first broken link.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DcvConnection")]
[OutputType(typeof(DiagnosisStep), typeof(bool))]
public sealed class TestDcvConnectionCommand : StoreCmdlet
{
    private DiagnosisStep? _broken;

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(ValueFromPipeline = true)]
    public DcvAuthToken? InputObject { get; set; }

    /// <summary>The DCV server.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public string? HostName { get; set; }

    /// <summary>The DCV server's web port.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [PSDefaultValue(Help = "8443")]
    public int Port { get; set; } = ServerAddress.DefaultPort;

    /// <summary>The DCV server's web-url-path.</summary>
    [Parameter]
    [BlankMeansDefault]
    [PSDefaultValue(Help = "/")]
    public string? WebUrlPath { get; set; }

    /// <summary>The user who is to get in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [BlankMeansDefault]
    public string? UserName { get; set; }

    /// <summary>The session that is to be opened.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    [BlankMeansDefault]
    public string? SessionId { get; set; }

    /// <summary>The verifier that the DCV server asks.</summary>
    [Parameter]
    [UriTransformation]
    [ValidateNotNull]
    public Uri? VerifierUri { get; set; }

    /// <summary>Takes a certificate that is not trusted for a broken link.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Returns only whether no link is broken.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override string Activity => "Testing DCV connections";

    private protected override void Process()
    {
        _broken = null;
        var host = string.IsNullOrEmpty(HostName) ? null : HostName;
        var filter = InputObject is { } token
            ? new TokenFilter { Id = TokenGrantId.Parse(token.Id) }
            : new TokenFilter { UserName = string.IsNullOrEmpty(UserName) ? null : UserName, SessionId = string.IsNullOrEmpty(SessionId) ? null : SessionId };
        if (host is null && VerifierUri is null && filter.IsEmpty)
        {
            WriteError(Errors.ConnectionInvalid(null, ["There is nothing to test. Give -HostName, -VerifierUri, -UserName or -SessionId."]));
            return;
        }

        // The token is not asked for here: the store knows more of it than a link would.
        var request = new ConnectionRequest { HostName = host, Port = Port, WebUrlPath = string.IsNullOrEmpty(WebUrlPath) ? null : WebUrlPath };
        ConnectionTarget? target = null;
        if (host is not null && !ConnectionTarget.TryCreate(request, out target))
        {
            WriteError(Errors.ConnectionInvalid(host, ConnectionTarget.Check(request)));
            return;
        }

        TestServer(target);
        Step("QUIC", host, null, "Not tested: QUIC goes over UDP, and only a DCV client speaks it. Clients fall back to TCP, which was tested above.");
        var session = InputObject?.SessionId ?? filter.SessionId;
        Step("Verifier", host, VerifierUri is null ? null : (name, stop) => TokenSteps.VerifyAsync(name, AdapterLoader.Factory.CreateVerifierClient(CaPath), VerifierUri, session, stop),
            "Not tested: give its address with -VerifierUri.");
        if (filter.IsEmpty || _broken is not null) Step("Token", host, null, "Not tested: name a user with -UserName or a session with -SessionId, or pipe in a token.");
        else
        {
            // Opened on this thread, and only now.
            var (tokens, store) = (Tokens, StoreText);
            Step("Token", host, (name, stop) => TokenSteps.FindAsync(name, tokens, filter, SessionId, store, stop), string.Empty);
        }

        if (Quiet) WriteObject(_broken is null);
    }

    private void TestServer(ConnectionTarget? target)
    {
        const string NoHost = "Not tested: give the server with -HostName.";
        using var server = target is null ? null : new ServerSteps(AdapterLoader.Factory.CreateConnectionProbe(CaPath), target, Strict || CaFile is not null);
        var host = target?.Address.Host.Value;
        Step("Host name", host, server is null ? null : server.ResolveAsync, NoHost);
        Step("TCP port", host, server is null ? null : server.ConnectAsync, NoHost);
        Step("Certificate", host, server is null ? null : server.SecureAsync, NoHost);
        Step("Web client", host, server is null ? null : server.GetAsync, NoHost);
    }

    /// <summary>Takes one step and writes it. After the first broken link, none is taken.</summary>
    private void Step(string name, string? host, Func<string, CancellationToken, Task<DiagnosisStep>>? take, string whyNot)
    {
        Advance(name);
        var step = _broken is not null ? new DiagnosisStep(name, StepResult.Skipped, $"Not tested, because of: {_broken.Name}.", $"Mend this first: {_broken.Name}.")
            : take is null ? new DiagnosisStep(name, StepResult.Skipped, whyNot)
            : Await(host ?? name, stop => TakeAsync(name, take, stop));
        if (step.Result == StepResult.Failed) _broken = step;
        if (Quiet) return;
        // One host's steps look like another's.
        var shown = PSObject.AsPSObject(step);
        shown.Properties.Add(new PSNoteProperty(nameof(HostName), host));
        WriteObject(shown);
    }

    /// <summary>A failure that names its mend is what was looked for; others are faults.</summary>
    private static async Task<DiagnosisStep> TakeAsync(string name, Func<string, CancellationToken, Task<DiagnosisStep>> take, CancellationToken stop)
    {
        try
        {
            return await take(name, stop).ConfigureAwait(false);
        }
        catch (AdvisedException broken)
        {
            return new DiagnosisStep(name, StepResult.Failed, broken.Sentence.Visible(), broken.Advice);
        }
    }
}
