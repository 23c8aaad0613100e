using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Says whether a token lets its holder in, and why not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DcvAuthToken", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DcvAuthTokenTest))]
public sealed class TestDcvAuthTokenCommand : StoreCmdlet
{
    private const string InputObjectSet = "InputObject";
    private const string IdSet = "Id";
    private const string TokenSet = "Token";

    private ClientAddress _client = Verification.ClientAddress.None;
    private Func<TokenUnderTest, CancellationToken, Task<DcvAuthTokenTest>>? _test;
    private ThrottledWork<TokenUnderTest>? _work;

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public DcvAuthToken InputObject { get; set; } = null!;

    /// <summary>Ids of tokens, or objects that have one; judged by what the store knows of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [TokenIdentityTransformation]
    public TokenIdentity[] Id { get; set; } = [];

    /// <summary>The secret of a token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [SecretTransformation]
    public SecureString Token { get; set; } = null!;

    /// <summary>The session that is asked for.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SessionId { get; set; }

    /// <summary>The client address a DCV server would report.</summary>
    [Parameter]
    public string? ClientAddress { get; set; }

    /// <summary>A verifier to ask in earnest, instead of reading a store.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [UriTransformation]
    [ValidateNotNull]
    public Uri? VerifierUri { get; set; }

    /// <summary>Permits a verifier address that is plain http and not on this machine.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = TokenSet)]
    public SwitchParameter AllowInsecureHttp { get; set; }

    /// <summary>How many tokens are tested at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [PSDefaultValue(Help = "5")]
    public int ThrottleLimit { get; set; } = 5;

    private protected override string Activity => "Testing DCV connection tokens";

    private protected override string Subject => VerifierUri is null ? "Store" : "Verifier";

    private protected override void Begin()
    {
        base.Begin();
        if (!Verification.ClientAddress.TryParse(ClientAddress, out _client)) ThrowTerminatingError(Errors.ClientAddressInvalid(ClientAddress));
        // DCV's own form of an address is not documented, so any text may be meant; but most who write one mean an IP address.
        else if (_client.Value.Length > 0 && !IPAddress.TryParse(_client.Value, out _)) WriteWarning($"'{_client.Value.Visible()}' is no IP address; it is compared as it stands.");
        if (VerifierUri is not null) CheckVerifier(VerifierUri);
        _work = Throttle<TokenUnderTest>(ThrottleLimit, token => token.Id ?? token.SessionId!, async (token, stop) =>
            await EmitAsync(await _test!(token, stop).ConfigureAwait(false)).ConfigureAwait(false));
    }

    private protected override void Process()
    {
        if (ParameterSetName == TokenSet) Test(TokenUnderTest.Of(ReadToken(), SessionId!, _client));
        else if (ParameterSetName == InputObjectSet) Test(TokenUnderTest.Of(InputObject, SessionId, _client));
        else
        {
            foreach (var identity in Id)
            {
                if (TokenGrantId.TryParse(identity.Text, out var id)) Test(TokenUnderTest.Of(id, SessionId, _client));
                else WriteError(Errors.TokenIdInvalid(identity.Text));
            }
        }
    }

    private void Test(TokenUnderTest token)
    {
        if (VerifierUri is null)
        {
            // A misspelled store holds no token; it is not to be made of the mistake.
            if (_test is null && IsStoreMissing) ThrowTerminatingError(Errors.StoreMissing(StoreText));
            _test ??= new StoreTest(Tokens, StoreText).TestAsync;
        }
        else if (!ShouldProcess(VerifierUri.ToString(), $"Verify a token for session '{token.SessionId.Visible()}' (uses up a single-use token)")) return;
        else _test ??= new VerifierTest(CaPath, VerifierUri, this).TestAsync;
        _work!.Add(token);
    }

    private AuthToken ReadToken()
    {
        if (Token.Length == 0) ThrowTerminatingError(Errors.TokenEmpty());
        return AuthToken.FromText(new NetworkCredential(string.Empty, Token).Password);
    }

    private void CheckVerifier(Uri verifier)
    {
        if (Store is not null || Credential is not null || CredentialFile is not null) ThrowTerminatingError(Errors.VerifierAndStore(verifier));
        if (verifier.Scheme != Uri.UriSchemeHttp || verifier.IsLoopback) return;
        if (!AllowInsecureHttp) ThrowTerminatingError(Errors.VerifierInsecure(verifier));
        WriteWarning($"The token goes to {verifier.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} without encryption.");
    }
}
