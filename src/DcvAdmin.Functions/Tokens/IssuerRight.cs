namespace DcvAdmin.Functions.Tokens;

/// <summary>For whom a caller may have tokens issued.</summary>
/// <param name="OnlyUser">The one user; null for anyone, or where <paramref name="Refusal"/> says why for nobody.</param>
/// <param name="Refusal">Why for nobody; for the log.</param>
internal sealed record IssuerRight(string? OnlyUser, string? Refusal)
{
    public static IssuerRight ForAnyone { get; } = new(null, null);

    public static IssuerRight For(string user) => new(user, null);

    public static IssuerRight Nothing(string reason) => new(null, reason);
}
