using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>What an account is in, as it is when the account comes online.</summary>
/// <param name="Groups">Keys of its groups.</param>
/// <param name="Withheld">Groups and topics whose messages it does not receive, with its receive option.</param>
internal readonly record struct GroupMembership(List<long> Groups, List<(long LogId, int Option)> Withheld)
{
    public static GroupMembership Of(Func<string, SqlStatement> prepare, long accountId)
    {
        var withheld = new List<(long, int)>();
        var select = prepare("SELECT dialog_id, receive_option FROM conversation WHERE account_id = ? AND dialog_id < 0 AND receive_option IN (1, 4)").Bind(1, accountId);
        while (select.Step())
        {
            withheld.Add((-select.Long(0), (int)select.Long(1)));
        }

        select.Reset();
        return new GroupMembership(GroupMember.GroupsOf(prepare, accountId), withheld);
    }
}
