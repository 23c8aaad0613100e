using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Network;

/// <summary>Waits for work that takes no token, but not for ever. Work that is given up ends when what it uses is disposed.</summary>
/// <param name="limit">How long.</param>
/// <param name="delay">Passes time.</param>
internal sealed class Patience(TimeSpan limit, Func<TimeSpan, CancellationToken, Task> delay)
{
    /// <summary>What is said where the limit has passed.</summary>
    public string Exhausted { get; } = string.Format(CultureInfo.InvariantCulture, "no answer within {0:0.###} s", limit.TotalSeconds);

    /// <exception cref="TimeoutException">The limit has passed.</exception>
    public async Task<T> WaitAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var alarm = StartAlarm(end.Token);
        var first = await Task.WhenAny(work, alarm).ConfigureAwait(false);
        end.Cancel();
        if (first == work) return await work.ConfigureAwait(false);
        Forget(work);
        cancellationToken.ThrowIfCancellationRequested();
        throw new TimeoutException(Exhausted);
    }

    /// <summary>Ends when the limit has passed, or is cancelled.</summary>
    public Task StartAlarm(CancellationToken cancellationToken) => delay(limit, cancellationToken);

    /// <summary>What given-up work still throws is nobody's any more.</summary>
    public static void Forget(Task work) =>
        work.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
