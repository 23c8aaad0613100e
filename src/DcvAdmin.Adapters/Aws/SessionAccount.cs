using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Aws;

/// <summary>The account of a session's credentials, asked for once whatever the number of regions. Safe for use by many threads.</summary>
internal sealed class SessionAccount
{
    private readonly object _gate = new();
    private Task<string>? _account;

    /// <summary>The account's id.</summary>
    /// <param name="sts">Is asked where nobody has been yet, or in vain.</param>
    /// <param name="cancellationToken">Ends the waiting, not the question: others may wait for it too.</param>
    public async Task<string> GetAsync(ISecurityTokenService sts, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<string> account;
            var isOurs = false;
            lock (_gate)
            {
                if (_account is null or { IsFaulted: true } or { IsCanceled: true }) (_account, isOurs) = (AskAsync(sts), true);
                account = _account;
            }

            try
            {
                return await account.AbandonOn(cancellationToken).ConfigureAwait(false);
            }
            catch (AwsException) when (!isOurs)
            {
                // Another region could not say; this one may.
            }
        }
    }

    private static async Task<string> AskAsync(ISecurityTokenService sts) => (await sts.GetCallerIdentityAsync(CancellationToken.None).ConfigureAwait(false)).AccountId;
}
