using System;
using System.Globalization;

namespace DcvAdmin.Tokens;

/// <summary>Says in a sentence why a token lets someone in or not, with the values that decided.</summary>
internal static class TestExplanation
{
    public const string VerifierDenial = "The verifier answered no: '{0}'. A verifier never tells the reason; test against its store to learn it.";

    public static string Of(TokenTestResult result, string sessionId) => result.Denial switch
    {
        null => OfGranted(result.Grant!),
        DenialReason.Unknown => "The store holds no such token: it was mistyped or cut off, issued in another store, or removed after it expired.",
        DenialReason.Revoked => At("The token was revoked at {0}.", result.Grant!.RevokedAt),
        DenialReason.WrongSession => $"The token opens session '{result.Grant!.SessionId}', not '{sessionId}'; upper and lower case count.",
        DenialReason.NotYetValid => At("The token is valid from {0}.", result.Grant!.NotBefore),
        DenialReason.Expired => At("The token expired at {0}.", result.Grant!.ExpiresAt),
        DenialReason.UsedUp => At("The token is single-use and was used at {0}.", result.Grant!.RedeemedAt),
        DenialReason.WrongClient => $"The token is bound to the client address '{result.Grant!.BoundClientAddress}', which used it first.",
        { } other => $"The answer would be no: {other}.",
    };

    private static string OfGranted(TokenGrantSummary grant) => grant.UsePolicy switch
    {
        TokenUsePolicy.SingleUse => At("The token lets one client in, once, until {0}.", grant.ExpiresAt),
        TokenUsePolicy.SingleClient when grant.BoundClientAddress is null => At("The token lets in the first client that uses it, until {0}.", grant.ExpiresAt),
        TokenUsePolicy.SingleClient => At("The token lets this client in again, until {0}.", grant.ExpiresAt),
        _ => At("The token lets any client in, until {0}.", grant.ExpiresAt),
    };

    /// <summary>Local time, because the views show local time, with the offset, because sentences get copied to other places.</summary>
    private static string At(string sentence, DateTimeOffset? instant) =>
        string.Format(CultureInfo.InvariantCulture, sentence, instant?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
}
