using System;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using DcvAdmin.Loading;
using DcvAdmin.Pipeline;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Says whether a token lets its holder in, and why not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DcvAuthToken", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DcvAuthTokenTest))]
public sealed class TestDcvAuthTokenCommand : StoreCmdlet
{
    private const string InputObjectSet = "InputObject";
    private const string TokenSet = "Token";

    private ClientAddress _client = Verification.ClientAddress.None;
    private IVerifierClient? _verifier;

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public DcvAuthToken InputObject { get; set; } = null!;

    /// <summary>The secret of a token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [SecretTransformation]
    public SecureString Token { get; set; } = null!;

    /// <summary>The session that is asked for.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNullOrEmpty]
    public string? SessionId { get; set; }

    /// <summary>The client address a DCV server would report.</summary>
    [Parameter]
    public string? ClientAddress { get; set; }

    /// <summary>A verifier to ask in earnest, instead of reading a store.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? VerifierUri { get; set; }

    /// <summary>Permits a verifier address that is plain http and not on this machine.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureHttp { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (!Verification.ClientAddress.TryParse(ClientAddress, out _client))
        {
            ThrowTerminatingError(Errors.ParameterInvalid("ClientAddressInvalid", nameof(ClientAddress), ClientAddress,
                $"A client address has at most {Verification.ClientAddress.MaximumLength} characters and no control characters.", "Give an IPv4 or IPv6 address."));
        }

        if (VerifierUri is not null) CheckVerifier(VerifierUri);
    }

    private protected override void Process()
    {
        var secret = ParameterSetName == TokenSet ? ReadToken() : InputObject.Secret;
        var request = new VerificationRequest(SessionId ?? InputObject.SessionId, secret, _client);
        if (VerifierUri is null) WriteObject(TestStore(request));
        else if (ShouldProcess(VerifierUri.ToString(), $"Verify a token for session '{request.SessionId}' (uses up a single-use token)")) WriteObject(AskVerifier(VerifierUri, request));
    }

    private DcvAuthTokenTest TestStore(VerificationRequest request)
    {
        var tokens = Tokens;
        var result = Await(StoreName.ToString(), stop => tokens.TestAsync(request, stop));
        var verdict = result.IsGranted ? DcvAuthTokenVerdict.Granted : DcvAuthTokenVerdict.Denied;
        return new DcvAuthTokenTest(verdict, TestExplanation.Of(result, request.SessionId), StoreName.ToString(), request.SessionId, request.ClientAddress.Value)
        {
            Reason = result.Denial,
            UserName = result.IsGranted ? result.Grant!.UserName : null,
            Grant = result.Grant,
        };
    }

    private DcvAuthTokenTest AskVerifier(Uri verifier, VerificationRequest request)
    {
        WriteVerbose($"Asking the verifier {verifier}.");
        var caPath = CaPath;
        var reply = Await(verifier, stop => (_verifier ??= AdapterLoader.Factory.CreateVerifierClient(caPath)).VerifyAsync(verifier, request, stop));
        return reply.IsGranted
            ? new DcvAuthTokenTest(DcvAuthTokenVerdict.Granted, $"The verifier answered yes for user '{reply.Text}'.", verifier.ToString(), request.SessionId, request.ClientAddress.Value)
            {
                UserName = reply.Text,
            }
            : new DcvAuthTokenTest(DcvAuthTokenVerdict.Denied, string.Format(CultureInfo.InvariantCulture, TestExplanation.VerifierDenial, reply.Text),
                verifier.ToString(), request.SessionId, request.ClientAddress.Value);
    }

    private AuthToken ReadToken()
    {
        if (Token.Length == 0)
            ThrowTerminatingError(Errors.ParameterInvalid("TokenEmpty", nameof(Token), null, "The token is empty.", "Read it with Read-Host -AsSecureString."));
        return AuthToken.FromText(new NetworkCredential(string.Empty, Token).Password);
    }

    private void CheckVerifier(Uri verifier)
    {
        if (Store is not null || Credential is not null || CredentialFile is not null)
        {
            ThrowTerminatingError(Errors.ParameterInvalid("VerifierAndStore", nameof(VerifierUri), verifier,
                "-VerifierUri excludes -Store, -Credential and -CredentialFile: a verifier asks nothing but the token.", "Leave one of them out."));
        }

        if (!verifier.IsAbsoluteUri || (verifier.Scheme != Uri.UriSchemeHttps && verifier.Scheme != Uri.UriSchemeHttp) || verifier.UserInfo.Length > 0)
        {
            ThrowTerminatingError(Errors.ParameterInvalid("VerifierUriInvalid", nameof(VerifierUri), verifier.IsAbsoluteUri ? verifier.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : verifier,
                "The verifier's address is no https or http URI, or holds credentials.", "Write it as in auth-token-verifier of dcv.conf: https://host:8445/verify."));
        }

        if (verifier.Scheme != Uri.UriSchemeHttp || verifier.IsLoopback) return;
        if (!AllowInsecureHttp) ThrowTerminatingError(Errors.VerifierInsecure(verifier));
        WriteWarning($"The token goes to {verifier.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} without encryption.");
    }
}
