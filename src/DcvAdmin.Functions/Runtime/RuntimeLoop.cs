using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Logging;

namespace DcvAdmin.Functions.Runtime;

/// <summary>Takes one event after the other until the sandbox ends.</summary>
internal sealed class RuntimeLoop(RuntimeApi runtime, IFunction function, JsonLog log, TimeProvider time)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    /// <summary>Runs until <see cref="RuntimeApi.Stop"/>.</summary>
    /// <exception cref="RuntimeApiException">The sandbox is of no use any more.</exception>
    public async Task RunAsync()
    {
        while (runtime.Next() is { } invocation)
        {
            // Where the AWS SDK and X-Ray look for it.
            Environment.SetEnvironmentVariable(TraceVariable, invocation.TraceId);
            int status;
            try
            {
                using var deadline = Deadline.Begin(invocation.Deadline, time);
                var answer = await function.AnswerAsync(invocation, deadline.Token);
                if (answer.Length > RuntimeApi.MaximumPayload) throw new FunctionException("Function.ResponseTooLarge", $"The answer is longer than {RuntimeApi.MaximumPayload} bytes.");
                status = runtime.Respond(invocation.RequestId, answer.Span);
            }
            catch (Exception failure) when (failure is not RuntimeApiException)
            {
                status = Report(invocation, failure);
            }

            // An answer that came too late, or that the runtime did not like, is no reason to end: the next event has its own chance.
            if (status is < 200 or > 299) log.ReplyNotTaken(invocation.RequestId, status);
            await FlushAsync(invocation);
        }
    }

    /// <summary>To ask for the next event is to say that the sandbox may be frozen, or ended; to ask after the deadline is too late.</summary>
    private async Task FlushAsync(Invocation invocation)
    {
        using var deadline = Deadline.Begin(invocation.Deadline, time);
        try
        {
            // A store may block for as long as a lock lasts: the wait must end all the same.
            await Task.Run(() => function.FlushAsync(deadline.Token), CancellationToken.None).WaitAsync(deadline.Token);
        }
        // Whatever a store throws that it should not: the answer is given, and the next event has its own chance.
        catch (Exception failure)
        {
            log.RecordsWait(invocation.RequestId, failure);
        }
    }

    private int Report(Invocation invocation, Exception failure)
    {
        var told = failure is OperationCanceledException
            ? new FunctionFailure { Type = "Function.DeadlineReached", Message = "The function did not come to an answer before its deadline." }
            : FunctionFailure.Of(failure);
        log.InvocationFailed(invocation.RequestId, told.Type, failure);
        return runtime.Fail(invocation.RequestId, told);
    }
}
