using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Reporting;

namespace DcvAdmin.Http;

/// <summary>Waits as a 429 asks for, so that bulk work takes longer instead of failing; not for ever.</summary>
internal sealed class ThrottlePatience(IWorkReport report, Func<TimeSpan, CancellationToken, Task> delay)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private TimeSpan _waited;

    /// <summary>True where the reply was a 429 and the time it names has passed: try again.</summary>
    public async Task<bool> HasWaitedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != (HttpStatusCode)429) return false;
        var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
        if (wait <= TimeSpan.Zero || _waited + wait > Limit) return false;
        report.Decide($"{response.RequestMessage?.RequestUri?.Host} answered that there are too many requests; trying again in {wait.TotalSeconds:0.#} s.");
        await delay(wait, cancellationToken).ConfigureAwait(false);
        _waited += wait;
        return true;
    }
}
