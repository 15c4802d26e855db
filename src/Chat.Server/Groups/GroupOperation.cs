using Chat.Protocol.Errors;
using Chat.Server.Entities;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>
/// A change of a group on its way: told to its actor, then carried by the store's writer, then answered; what others are to be told leaves behind the answer.
/// </summary>
/// <param name="groups">What handlers of groups share.</param>
/// <param name="key">The group.</param>
/// <param name="execute">The change, inside the transaction; what it returns is why nothing was changed, null for success.</param>
/// <param name="completed">Answers, after the commit, on the writer's thread.</param>
/// <param name="failed">Answers a refusal.</param>
internal sealed class GroupOperation(
    GroupDirectory groups, GroupKey key, Func<GroupChange, ChatError?> execute, Action completed, Action<ChatError> failed)
    : WriteOperation, IEntityMessage<GroupKey>
{
    private GroupState? _state;
    private GroupChange? _change;
    private ChatError? _refusal;

    public GroupKey EntityKey => key;

    /// <summary>Called by the group's actor when it takes the change on.</summary>
    public void Accept(GroupState state) => _state = state;

    public override void Execute(WriteTransaction transaction)
    {
        _change = new GroupChange(groups, _state!, transaction);
        _refusal = execute(_change);
    }

    public override void RolledBack() => _state!.RolledBack();

    public override void Completed()
    {
        if (_refusal is { } refusal)
        {
            failed(refusal);
            return;
        }

        completed();
        _change!.RunEffects();
    }

    public override void Failed(ChatError error) => failed(GroupDirectory.Internal(error));
}
