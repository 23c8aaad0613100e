using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Loading;
using DcvAdmin.Reporting;
using DcvAdmin.Verification;

namespace DcvAdmin.Tokens;

/// <summary>Tests tokens by asking a verifier as a DCV server does, which uses up a single-use token.</summary>
internal sealed class VerifierTest(string? caPath, Uri verifier, IWorkReport report)
{
    private readonly Lazy<IVerifierClient> _client = new(() => AdapterLoader.Factory.CreateVerifierClient(caPath));

    public async Task<DcvAuthTokenTest> TestAsync(TokenUnderTest token, CancellationToken stop)
    {
        report.Decide($"Asking the verifier {verifier} for session '{token.SessionId.Visible()}'.");
        var reply = await _client.Value.VerifyAsync(verifier, new VerificationRequest(token.SessionId!, token.Secret!, token.Client), stop).ConfigureAwait(false);
        var (verdict, explanation) = reply.IsGranted
            ? (DcvAuthTokenVerdict.Granted, $"The verifier answered yes for user '{reply.Text}'.")
            : (DcvAuthTokenVerdict.Denied, string.Format(CultureInfo.InvariantCulture, TestExplanation.VerifierDenial, reply.Text));
        return new DcvAuthTokenTest(verdict, explanation, verifier.ToString(), token.SessionId!, token.Client.Value)
        {
            Id = token.Id,
            UserName = reply.IsGranted ? reply.Text : null,
        };
    }
}
