using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Functions.Runtime;

/// <summary>What answers events.</summary>
internal interface IFunction
{
    /// <summary>
    /// Goes the way of an answer once, without an event and without the store: what is compiled here is compiled while Lambda still gives the start whole
    /// processors, and not in the share of one that an invocation has.
    /// </summary>
    void WarmUp();

    /// <summary>Answers one event with JSON.</summary>
    /// <param name="invocation">The event.</param>
    /// <param name="cancellationToken">Ends shortly before the deadline: what is not there by then is to be answered without.</param>
    Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken);

    /// <summary>Makes durable what answers left behind. Called when an answer is on its way and before the next event is asked for: nobody waits for it, and the sandbox is not yet frozen.</summary>
    /// <param name="cancellationToken">Ends shortly before the deadline of the invocation.</param>
    Task FlushAsync(CancellationToken cancellationToken);
}
