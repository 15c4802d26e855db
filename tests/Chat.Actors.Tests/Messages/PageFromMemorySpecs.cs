using Chat.Actors.Conversations;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

/// <summary>Pages of a history that are in memory are not asked for, as in the SDK; unless something may be missing in them.</summary>
public sealed class PageFromMemorySpecs : GroupSpec
{
    private const string History = "group_open_http_svc.group_msg_get";

    [Fact]
    public void More_messages_than_a_page_has_are_taken_from_memory()
    {
        var bob = LogIn("bob");
        Speak(1, 20);

        var page = Page(bob);
        var before = Page(bob, page.NextRequestMessageId);

        Assert.Equal(Texts(6, 20), TextsOf(page));
        Assert.Equal(Texts(1, 5), TextsOf(before));
        Assert.True(before.IsCompleted);
        Assert.Equal("""{"WithRecalledMsg":1,"GroupId":"@TGS#1","ReqMsgNumber":21,"ReqMsgSeq":5}""", Assert.Single(Bodies(History)));
        Assert.All(page.Messages.Concat(before.Messages), static one => Assert.False(one.IsRead));
    }

    [Fact]
    public void No_more_messages_than_a_page_has_are_asked_for()
    {
        var bob = LogIn("bob");
        Speak(1, 15);

        Assert.Equal(Texts(1, 15), TextsOf(Page(bob)));
        Assert.Single(Bodies(History));
    }

    [Fact]
    public void Messages_with_a_gap_are_asked_for()
    {
        Speak(1, 10);
        var bob = LogIn("bob");
        Speak(11, 12);
        Done(bob.DeleteMessagesAsync([Received("bob")[0]]));
        Speak(13, 30);

        Assert.Equal(Texts(16, 30), TextsOf(Page(bob)));
        Assert.Empty(Bodies(History));
        Done(bob.DeleteMessagesAsync([bob.FindMessage(Received("bob")[^3].Id)!]));
        Page(bob);
        Assert.Single(Bodies(History));
    }

    [Fact]
    public void Nothing_is_taken_from_memory_while_something_is_missing()
    {
        var bob = LogIn("bob");
        Speak(1, 20);
        Gateway.Silence(GroupMessageCommands.GetHistory.Ordinary);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Speak(21, 21);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        Speak(22, 22);
        Gateway.Silence(GroupMessageCommands.GetHistory.Ordinary, silent: false);

        Page(bob);
        Assert.Equal(2, Bodies(History).Count);
    }

    [Fact]
    public void Conversation_with_a_user_does_the_same()
    {
        var bob = LogIn("bob");
        for (var i = 1; i <= 20; i++)
        {
            Gateway.Say("alice", "bob", $"{i}");
        }

        var page = Done(bob.GetMessageListAsync("C2Calice"));
        Assert.Equal(Texts(6, 20), TextsOf(page));
        Assert.Empty(Bodies("openim.getroammsg"));
        Assert.Equal(Texts(1, 5), TextsOf(Done(bob.GetMessageListAsync("C2Calice", page.NextRequestMessageId))));
    }

    private void Speak(int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            Gateway.Speak("alice", GroupId, $"{i}");
        }
    }

    private static MessagePage Page(ChatClient client, string next = "") => Done(client.GetMessageListAsync(ConversationId, next));

    private static string[] Texts(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(static i => $"{i}")];

    private static string[] TextsOf(MessagePage page) => [.. page.Messages.Select(static one => ((Actors.Messages.TextPayload)one.Payload).Text)];
}
