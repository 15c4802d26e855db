using Chat.Protocol.Errors;

namespace Chat.Server.Storage;

/// <summary>A change outside the path of a message, written down as three callbacks.</summary>
internal sealed class StoreOperation<T>(Func<WriteTransaction, T> execute, Action<T> completed, Action<ChatError> failed, bool onlyReads = false)
    : WriteOperation
{
    private T _result = default!;

    public override bool OnlyReads => onlyReads;

    public override void Execute(WriteTransaction transaction) => _result = execute(transaction);

    public override void Completed() => completed(_result);

    public override void Failed(ChatError error) => failed(error);
}

internal static class StoreOperations
{
    public static void Enqueue<T>(
        this GroupCommitWriter writer, Func<WriteTransaction, T> execute, Action<T> completed, Action<ChatError> failed, bool onlyReads = false) =>
        writer.Enqueue(new StoreOperation<T>(execute, completed, failed, onlyReads));

    /// <summary>Completes when the change is durable.</summary>
    /// <exception cref="InvalidOperationException">The change was not made.</exception>
    public static Task<T> RunAsync<T>(this GroupCommitWriter writer, Func<WriteTransaction, T> execute)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Enqueue(execute, completion.SetResult, error => completion.SetException(new InvalidOperationException(error.Info)));
        return completion.Task;
    }
}
