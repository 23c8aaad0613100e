using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Stores;

namespace DcvAdmin.Aws;

/// <summary>The account of a session's credentials, asked for once whatever the number of regions. Safe for use by many threads.</summary>
internal sealed class SessionAccount
{
    // A region that is silent must not keep the others from their own answer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

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

    private static async Task<string> AskAsync(ISecurityTokenService sts)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return (await sts.GetCallerIdentityAsync(limit.Token).AbandonOn(limit.Token).ConfigureAwait(false)).AccountId;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException().ToAwsException("GetCallerIdentity");
        }
    }
}
