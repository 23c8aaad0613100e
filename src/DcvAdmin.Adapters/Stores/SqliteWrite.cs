using System;
using System.Threading.Tasks;

namespace DcvAdmin.Stores;

/// <summary>One write on its way to the writer. It checks before it changes anything, so that one that is refused leaves its neighbours in the group alone.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Does the work inside the transaction. Whatever it throws other than a SQLite fault must come before its first change.</summary>
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
