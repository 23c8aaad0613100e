using System.Diagnostics.CodeAnalysis;

namespace DcvAdmin.Authorization;

/// <summary>What was found about a token: its claims, or why it is refused. Never a text of the token.</summary>
public sealed record JwtVerdict
{
    private JwtVerdict(JwtClaims? claims, JwtRefusal refusal)
    {
        Claims = claims;
        Refusal = refusal;
    }

    /// <summary>Whether the token is accepted.</summary>
    [MemberNotNullWhen(true, nameof(Claims))]
    public bool IsValid => Claims is not null;

    /// <summary>The claims of a token that is accepted; null otherwise.</summary>
    public JwtClaims? Claims { get; }

    /// <summary>Why it is refused; <see cref="JwtRefusal.None"/> where it is not.</summary>
    public JwtRefusal Refusal { get; }

    internal static JwtVerdict Accept(JwtClaims claims) => new(claims, JwtRefusal.None);

    internal static JwtVerdict Refuse(JwtRefusal refusal) => new(null, refusal);
}
