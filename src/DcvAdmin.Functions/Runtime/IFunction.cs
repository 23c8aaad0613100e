using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Functions.Runtime;

/// <summary>What answers events.</summary>
internal interface IFunction
{
    /// <summary>Answers one event with JSON.</summary>
    /// <param name="invocation">The event.</param>
    /// <param name="cancellationToken">Ends shortly before the deadline: what is not there by then is to be answered without.</param>
    Task<ReadOnlyMemory<byte>> AnswerAsync(Invocation invocation, CancellationToken cancellationToken);
}
