using Chat.Protocol.Errors;

namespace Chat.Server.Storage;

/// <summary>
/// A change of the database that shares its transaction with everything else that waits. All members run on the writer's thread:
/// <see cref="Execute"/> inside the transaction, then either <see cref="Completed"/> after the commit, in the order of commits, or
/// <see cref="Failed"/>. None of them may block.
/// </summary>
internal abstract class WriteOperation
{
    public abstract void Execute(WriteTransaction transaction);

    /// <summary>True if <see cref="Execute"/> writes nothing: a disk that cannot be written is no reason to fail it.</summary>
    public virtual bool OnlyReads => false;

    /// <summary>The change is durable: replies and pushes leave now.</summary>
    public abstract void Completed();

    /// <summary>The change was not made.</summary>
    public abstract void Failed(ChatError error);

    /// <summary>Takes back what <see cref="Execute"/> changed in memory; called for each executed operation when the transaction is rolled back.</summary>
    public virtual void RolledBack()
    {
    }
}

/// <summary>What an operation sees of the running transaction.</summary>
internal sealed class WriteTransaction(StoreConnection connection, PositionCounter positions)
{
    /// <summary>Server time of this transaction, UNIX seconds.</summary>
    public long UnixSeconds { get; internal set; }

    public SqlStatement Prepare(string sql) => connection.Prepare(sql);

    /// <summary>The highest position that was handed out so far.</summary>
    public long LastPosition => positions.Last;

    /// <summary>The next number in the store's order of commits.</summary>
    public long NextPosition() => positions.Next();
}
