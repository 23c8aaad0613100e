using System;
using DcvAdmin.Audit;
using DcvAdmin.Tokens;

namespace DcvAdmin.StoreContracts;

/// <summary>An administration over fresh storage, and what stands behind it.</summary>
/// <param name="Tokens">What is proved.</param>
/// <param name="Actor">The name under which its acts are recorded.</param>
/// <param name="Authenticator">Answers DCV servers over the same storage.</param>
/// <param name="Audit">The log of the same storage.</param>
public sealed record AdministrationUnderTest(ITokenAdministration Tokens, string Actor, TokenAuthenticator Authenticator, IAuditLog Audit)
{
    /// <summary>The instant at which the storage stands; instants in requests are counted from it.</summary>
    public required DateTimeOffset Now { get; init; }
}
