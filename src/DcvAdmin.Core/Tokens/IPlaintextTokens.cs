using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Tokens;

/// <summary>What a token store may be besides: one that also honours tokens which another program stored in clear, and so needs the token, not its hash.</summary>
public interface IPlaintextTokens
{
    /// <summary>Reads what stands beside a token that is stored in clear; null where there is none, or where the store honours none.</summary>
    Task<TokenGrant?> GetAsync(AuthToken token, CancellationToken cancellationToken);
}
