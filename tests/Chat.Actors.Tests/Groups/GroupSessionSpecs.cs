using Akka.Actor;
using Chat.Actors.Conversations;
using Chat.Actors.Groups;

namespace Chat.Actors.Tests.Groups;

/// <summary>What one session leaves to the next one.</summary>
public sealed class GroupSessionSpecs : GroupsHarness
{
    private bool _isNext;
    private bool _isTold;

    [Fact]
    public void List_of_a_session_that_has_ended_is_nobodys()
    {
        Start(Answer);

        Until(() => _isTold);
        Assert.Empty(Ask<IReadOnlyList<Group>>(static promise => new GroupsProtocol.GetList(promise)));
        Assert.Empty(Told<ConversationsProtocol.GroupsChanged>());
    }

    private string? Answer(string command)
    {
        if (_isNext)
        {
            return "{}";
        }

        if (command == "group_open_http_svc.get_joined_group_list")
        {
            return """{"TotalCount":1,"GroupIdList":[{"GroupId":"@TGS#1","Type":"Public"}]}""";
        }

        // Between the two passes.
        _isNext = true;
        Groups.Tell(GroupsProtocol.Forget.Instance);
        Groups.Tell(new GroupsProtocol.Start("carol"));
        _isTold = true;
        return "{}";
    }
}
