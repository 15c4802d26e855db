using Chat.Protocol.Errors;

namespace Chat.Server.Storage;

/// <summary>A change outside the path of a message, written down as three callbacks.</summary>
internal sealed class StoreOperation<T>(Func<WriteTransaction, T> execute, Action<T> completed, Action<ChatError> failed) : WriteOperation
{
    private T _result = default!;

    public override void Execute(WriteTransaction transaction) => _result = execute(transaction);

    public override void Completed() => completed(_result);

    public override void Failed(ChatError error) => failed(error);
}

internal static class StoreOperations
{
    public static void Enqueue<T>(
        this GroupCommitWriter writer, Func<WriteTransaction, T> execute, Action<T> completed, Action<ChatError> failed) =>
        writer.Enqueue(new StoreOperation<T>(execute, completed, failed));

    /// <summary>Completes when the change is durable.</summary>
    /// <exception cref="InvalidOperationException">The change was not made.</exception>
    public static Task<T> RunAsync<T>(this GroupCommitWriter writer, Func<WriteTransaction, T> execute)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Enqueue(execute, completion.SetResult, error => completion.SetException(new InvalidOperationException(error.Info)));
        return completion.Task;
    }
}
