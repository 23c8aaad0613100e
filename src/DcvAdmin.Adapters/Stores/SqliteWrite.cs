using System;
using System.Threading.Tasks;

namespace DcvAdmin.Stores;

/// <summary>One write on its way to the writer. It refuses before it changes anything, so that its neighbours in the group can go on.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Does the work inside the transaction. An <see cref="InvalidOperationException"/> is a refusal and must come before the first change; anything else it throws undoes the transaction.</summary>
    public abstract void Execute(SqliteTransaction transaction);

    /// <summary>Hands the result to the caller: the commit is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller why nothing happened.</summary>
    public abstract void Fail(Exception failure);
}

/// <summary>A write with a result.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteTransaction, T> work) : SqliteWrite
{
    // A caller's continuation must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override void Execute(SqliteTransaction transaction) => _result = work(transaction);

    public override void Complete() => _completion.TrySetResult(_result);

    public override void Fail(Exception failure) => _completion.TrySetException(failure);
}
