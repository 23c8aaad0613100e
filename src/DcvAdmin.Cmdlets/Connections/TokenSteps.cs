using System;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Connections;

/// <summary>The steps about the token: whether the verifier works, and whether a token in the store opens the session.</summary>
internal static class TokenSteps
{
    /// <summary>Shows the verifier a token that nobody has: it must say no, in the XML that a DCV server reads.</summary>
    public static async Task<DiagnosisStep> VerifyAsync(string name, IVerifierClient client, Uri verifier, string? sessionId, CancellationToken stop)
    {
        using var random = RandomNumberGenerator.Create();
        AuthReply reply;
        try
        {
            reply = await client.VerifyAsync(verifier, new VerificationRequest(sessionId ?? "console", AuthToken.Generate(random.GetBytes), ClientAddress.None), stop).ConfigureAwait(false);
        }
        catch (StoreException broken)
        {
            return new DiagnosisStep(name, StepResult.Failed, broken.Sentence, broken.Advice);
        }

        if (reply.IsGranted)
        {
            return new DiagnosisStep(name, StepResult.Failed, $"{verifier} lets a random token in, as user '{reply.Text}'.",
                "Take this verifier out of service: set auth-token-verifier to the address of one that checks tokens.");
        }

        return verifier.Scheme == Uri.UriSchemeHttps || verifier.IsLoopback
            ? new DiagnosisStep(name, StepResult.Passed, $"{verifier} refuses a random token, as it should.")
            : new DiagnosisStep(name, StepResult.Warning, $"{verifier} refuses a random token, as it should, but tokens reach it unencrypted.", "Use the verifier's https address.");
    }

    /// <summary>Looks for a token that opens the session, by the rules of the store and without redeeming it.</summary>
    /// <param name="name">The step.</param>
    /// <param name="tokens">The store.</param>
    /// <param name="filter">Which tokens.</param>
    /// <param name="userName">Who is to get in; null for whoever the token is for.</param>
    /// <param name="sessionId">What is to be opened; null for the token's own session.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<DiagnosisStep> FindAsync(string name, ITokenAdministration tokens, TokenFilter filter, string? userName, string? sessionId, string store, CancellationToken stop)
    {
        TokenTestResult? best = null;
        string? cursor = null;
        do
        {
            var page = await tokens.FindAsync(filter, cursor, 200, stop).ConfigureAwait(false);
            foreach (var grant in page.Items)
            {
                // The client of a bound token is taken to be the one that asks; this machine is not it.
                var result = RedemptionRules.Foresee(grant, sessionId ?? grant.SessionId, ClientAddress.Parse(grant.BoundClientAddress ?? string.Empty));
                // Oldest first: of several that are refused, the last one tells most.
                if (best is not { IsGranted: true } || result.IsGranted) best = result;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        if (best is null)
        {
            return new DiagnosisStep(name, StepResult.Failed, $"{store} holds no token with {filter.ToString()}.",
                "Issue one with New-DcvAuthToken. Names are compared whole, session ids also by case; check that -Store names the store of the verifier.");
        }

        // As users are compared when tokens are listed. A token that was piped in is found by its id, whoever it is for.
        if (userName is not null && TokenFilter.FoldCase(userName) != TokenFilter.FoldCase(best.Grant!.UserName))
        {
            return new DiagnosisStep(name, StepResult.Failed, $"Token {best.Grant.Id} lets in user '{best.Grant.UserName}', not '{userName}'.", "Issue a token for this user with New-DcvAuthToken.");
        }

        var said = $"Token {best.Grant!.Id} of user '{best.Grant.UserName}' in {store}: {TestExplanation.Of(best, sessionId ?? best.Grant.SessionId)}";
        return best.IsGranted
            ? new DiagnosisStep(name, StepResult.Passed, said)
            : new DiagnosisStep(name, StepResult.Failed, said, best.Denial == DenialReason.NotYetValid ? "Wait, or issue another one with New-DcvAuthToken." : "Issue another one with New-DcvAuthToken.");
    }
}
