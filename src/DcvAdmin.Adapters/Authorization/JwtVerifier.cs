using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Authorization;

/// <summary>
/// Verifies signed JWTs (RFC 7519, RFC 7515, advice of RFC 8725) in the compact form. A bad token is a verdict and never an exception. Safe for several threads;
/// what it keeps does not grow. See docs/decisions/0025 for why this is not a library's work.
/// </summary>
public sealed class JwtVerifier
{
    private readonly IKeySource _keys;
    private readonly JwtRequirements _requirements;
    private readonly TimeProvider _time;

    /// <summary>A verifier of the tokens of one issuer.</summary>
    /// <param name="keys">The issuer's keys.</param>
    /// <param name="requirements">What tokens must be.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">A requirement is none; the message names all of them.</exception>
    public JwtVerifier(IKeySource keys, JwtRequirements requirements, TimeProvider time)
    {
        _keys = keys ?? throw new ArgumentNullException(nameof(keys));
        _requirements = requirements ?? throw new ArgumentNullException(nameof(requirements));
        _time = time ?? throw new ArgumentNullException(nameof(time));
        requirements.Validate();
    }

    /// <summary>Verifies a token. It waits only where keys have to be fetched.</summary>
    /// <param name="token">The token, without anything around it.</param>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<JwtVerdict> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (CompactJws.Read(token ?? string.Empty, _requirements, out var jws) is not JwtRefusal.None and var unread) return JwtVerdict.Refuse(unread);
        if (await _keys.GetAsync(cancellationToken).ConfigureAwait(false) is not { } keys) return JwtVerdict.Refuse(JwtRefusal.KeysUnavailable);
        var choice = keys.Select(jws!.Algorithm, jws.KeyId, out var key);
        // The issuer may have changed its keys since they were fetched.
        if (choice == JwtRefusal.UnknownKey && await _keys.RefreshAsync(keys, cancellationToken).ConfigureAwait(false) is { } newer)
            choice = newer.Select(jws.Algorithm, jws.KeyId, out key);
        if (choice != JwtRefusal.None) return JwtVerdict.Refuse(choice);
        return key!.Verify(jws.Algorithm, jws.Signed, jws.Signature) ? Judge(jws) : JwtVerdict.Refuse(JwtRefusal.BadSignature);
    }

    // What comes here is the issuer's word.
    private JwtVerdict Judge(CompactJws jws)
    {
        if (StrictJson.ParseObject(jws.Payload) is not { } claims) return JwtVerdict.Refuse(JwtRefusal.MalformedClaims);
        if (_requirements.TokenType is { } type && !string.Equals(type, jws.Type, StringComparison.Ordinal)) return JwtVerdict.Refuse(JwtRefusal.WrongType);
        if (!string.Equals(claims.Text("iss"), _requirements.Issuer, StringComparison.Ordinal)) return JwtVerdict.Refuse(JwtRefusal.WrongIssuer);
        if (!IsForUs(claims)) return JwtVerdict.Refuse(JwtRefusal.WrongAudience);
        if (_requirements.TokenUse is { } use && !string.Equals(use, claims.Text("token_use"), StringComparison.Ordinal)) return JwtVerdict.Refuse(JwtRefusal.WrongTokenUse);
        var dates = JudgeDates(claims, out var expiresAt);
        return dates == JwtRefusal.None ? JwtVerdict.Accept(new JwtClaims(claims, expiresAt)) : JwtVerdict.Refuse(dates);
    }

    private bool IsForUs(JsonElement claims) => _requirements.AudienceClaim == JwtAudienceClaim.ClientId
        ? JwtClaims.HoldsOneOf(claims, "client_id", mayBeArray: false, _requirements.Audiences)
        : JwtClaims.HoldsOneOf(claims, "aud", mayBeArray: true, _requirements.Audiences);

    private JwtRefusal JudgeDates(JsonElement claims, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        var areDates = NumericDate.TryRead(claims, "exp", out var end) & NumericDate.TryRead(claims, "nbf", out var start) & NumericDate.TryRead(claims, "iat", out var issued);
        if (!areDates || end is not { } ending) return JwtRefusal.MalformedClaims;
        expiresAt = ending;
        var now = _time.GetUtcNow();
        if (now - _requirements.ClockSkew >= ending) return JwtRefusal.Expired;
        var latestStart = now + _requirements.ClockSkew;
        if (start > latestStart || issued > latestStart) return JwtRefusal.NotYetValid;
        if (_requirements.MaximumLifetime is { } longest && !(ending - issued <= longest)) return JwtRefusal.LivesTooLong;
        return JwtRefusal.None;
    }
}
