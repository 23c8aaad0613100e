using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Stores;

/// <summary>Gives up waiting for work without giving up the work.</summary>
internal static class TaskAbandonment
{
    public static Task<T> AbandonOn<T>(this Task<T> work, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || work.IsCompleted) return work;
#if NET
        return work.WaitAsync(cancellationToken);
#else
        return AbandonSlowAsync(work, cancellationToken);
#endif
    }

    public static async Task AbandonOn(this Task work, CancellationToken cancellationToken)
    {
        await Completed(work).AbandonOn(cancellationToken).ConfigureAwait(false);

        static async Task<bool> Completed(Task work)
        {
            await work.ConfigureAwait(false);
            return true;
        }
    }

#if !NET
    private static async Task<T> AbandonSlowAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        var abandoned = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => abandoned.TrySetCanceled(cancellationToken)))
            return await (await Task.WhenAny(work, abandoned.Task).ConfigureAwait(false)).ConfigureAwait(false);
    }
#endif
}
