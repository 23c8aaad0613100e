using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Diagnosis;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Goes the way of a DCV client from this machine and names the first broken link.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DcvConnection")]
[OutputType(typeof(DiagnosisStep), typeof(bool))]
public sealed class TestDcvConnectionCommand : StoreCmdlet
{
    private DiagnosisStep? _broken;
    private IReadOnlyList<byte[]>? _authorities;

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(ValueFromPipeline = true)]
    public DcvAuthToken? InputObject { get; set; }

    /// <summary>The DCV server.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Trimmed]
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

    /// <summary>A Connection Gateway that clients connect to instead of the server: host or host:port.</summary>
    [Parameter]
    [Trimmed]
    public string? Gateway { get; set; }

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

    private protected override void Begin()
    {
        base.Begin();
        GatewayRule.Check(this, Gateway);
        // Before the first step: a file that cannot be read is no fault of a server.
        if (CaPath is not { } caPath) return;
        _authorities = Await(caPath, _ => Task.FromResult(ReadAuthorities(caPath)));
        if (_authorities is null) ThrowTerminatingError(Errors.CaFileInvalid(caPath));
    }

    private protected override void Process()
    {
        _broken = null;
        var (user, session) = (GivenOrNull(UserName), GivenOrNull(SessionId));
        var filter = InputObject is { } token ? new TokenFilter { Id = TokenGrantId.Parse(token.Id) } : new TokenFilter { UserName = user, SessionId = session };
        if (!TryFindServer(out var server)) return;
        if (server is null && VerifierUri is null && filter.IsEmpty)
        {
            WriteError(Errors.ConnectionTestInvalid(null, ["There is nothing to test. Give -HostName, -Gateway, -VerifierUri, -UserName or -SessionId."]));
            return;
        }

        TestServer(server);
        var host = server?.Host.Value;
        Step("QUIC", host, null, "Not tested: QUIC goes over UDP, and only a DCV client speaks it."
            + (server is null ? string.Empty : " Clients fall back to TCP, which was tested above."));
        Step("Verifier", host, VerifierUri is null ? null : (name, stop) => TokenSteps.VerifyAsync(name, AdapterLoader.Factory.CreateVerifierClient(CaPath), VerifierUri, InputObject?.SessionId ?? session, stop),
            "Not tested: give its address with -VerifierUri. Whether the DCV server has one set, and reaches it, is seen on its host alone: run Test-DcvTokenVerifier there.");
        TestToken(host, filter, user, session);
        if (Quiet) WriteObject(_broken is null);
    }

    private static string? GivenOrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<byte[]>? ReadAuthorities(string path)
    {
        try
        {
            return AdapterLoader.Factory.CreateNetworkProbe().ReadAuthorities(path);
        }
        catch (ProbeException)
        {
            return null;
        }
    }

    /// <summary>What clients connect to; null where nothing was given, and false where what was given is none.</summary>
    private bool TryFindServer(out ServerAddress? server)
    {
        server = null;
        // The token is not asked for here: the store knows more of it than a link would.
        var request = new ConnectionRequest { HostName = GivenOrNull(HostName), Port = Port, WebUrlPath = GivenOrNull(WebUrlPath) };
        if (GivenOrNull(Gateway) is { } gateway)
        {
            if (ServerAddress.TryParse(gateway, out server)) return true;
            WriteError(Errors.ConnectionTestInvalid(gateway, [ConnectionTarget.GatewayFlaw(gateway)]));
            return false;
        }

        if (request.HostName is null) return true;
        if (ConnectionTarget.TryCreate(request, out var target))
        {
            server = target.Address;
            return true;
        }

        WriteError(Errors.ConnectionTestInvalid(request.HostName, ConnectionTarget.Check(request)));
        return false;
    }

    private void TestServer(ServerAddress? address)
    {
        const string NoHost = "Not tested: give the server with -HostName, or the gateway with -Gateway.";
        using var server = address is null ? null : new ServerSteps(AdapterLoader.Factory.CreateNetworkProbe(), address, GivenOrNull(WebUrlPath) ?? "/", _authorities, Strict);
        var host = address?.Host.Value;
        Step("Host name", host, server is null ? null : server.ResolveAsync, NoHost);
        Step("TCP port", host, server is null ? null : server.ConnectAsync, NoHost);
        Step("Certificate", host, server is null ? null : server.SecureAsync, NoHost);
        Step("Web client", host, server is null ? null : server.GetAsync, NoHost);
    }

    private void TestToken(string? host, TokenFilter filter, string? user, string? session)
    {
        const string Name = "Token";
        if (filter.IsEmpty || _broken is not null) Step(Name, host, null, "Not tested: name a user with -UserName or a session with -SessionId, or pipe in a token.");
        // Opening it would make it: a test changes nothing, and a misspelled store holds no token.
        else if (IsStoreMissing) Step(Name, host, (name, _) => Task.FromResult(new DiagnosisStep(name, StepResult.Failed, $"There is no store at {StoreText}.", Errors.StoreMissingAdvice)), string.Empty);
        else
        {
            // Opened on this thread, and only now.
            var (tokens, store) = (Tokens, StoreText);
            Step(Name, host, (name, stop) => TokenSteps.FindAsync(name, tokens, filter, user, session, store, stop), string.Empty);
        }
    }

    /// <summary>Takes one step and writes it. After the first broken link, none is taken.</summary>
    private void Step(string name, string? host, Func<string, CancellationToken, Task<DiagnosisStep>>? take, string whyNot)
    {
        Advance(name);
        var step = _broken is not null ? new DiagnosisStep(name, StepResult.Skipped, "Not looked at, because an earlier step failed.")
            : take is null ? new DiagnosisStep(name, StepResult.Skipped, whyNot)
            : Await(host ?? name, stop => take(name, stop));
        if (step.Result == StepResult.Failed) _broken = step;
        if (Quiet) return;
        // One host's steps look like another's.
        var shown = PSObject.AsPSObject(step);
        shown.Properties.Add(new PSNoteProperty(nameof(HostName), host));
        WriteObject(shown);
    }
}
