using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class ReactionSpecs : ChatSpec
{
    [Fact]
    public void Reaction_names_the_message_and_the_caller()
    {
        var alice = LogIn();
        var message = Send(alice);

        Done(alice.AddMessageReactionAsync(message, "smile"));
        Done(alice.RemoveMessageReactionAsync(message, "smile"));

        Assert.Equal(
            $$"""{"From_Account":"alice","To_Account":"bob","Reaction":"smile","MsgKey":"{{message.WireKey}}","Add_Account":["alice"]}""",
            Assert.Single(Gateway.RequestsFor(MessageReactionCommands.Add.Name)).Body.ToString());
        Assert.Equal(
            $$"""{"From_Account":"alice","To_Account":"bob","Reaction":"smile","MsgKey":"{{message.WireKey}}","Del_Account":["alice"]}""",
            Assert.Single(Gateway.RequestsFor(MessageReactionCommands.Remove.Name)).Body.ToString());
    }

    [Fact]
    public void Push_is_raised_with_the_users_names_and_what_this_account_did()
    {
        var alice = LogIn();
        var message = Send(alice);
        Done(alice.AddMessageReactionAsync(message, "smile"));

        Push(message, new Reaction { Id = "smile", Count = 2, Users = ["alice", "bob"] }, new Reaction { Id = "gone" });

        var raised = Assert.Single(EventsOf<MessageReactionsUpdated>());
        Assert.Equal(message.Id, raised.MessageId);
        Assert.Equal([("smile", 2, true), ("gone", 0, false)], raised.Reactions.Select(one => (one.ReactionId, one.TotalUserCount, one.ReactedByMyself)));
        Assert.Equal([new Profile("alice", "nick of alice", ""), new Profile("bob", "nick of bob", "")], raised.Reactions[0].PartialUserList.AsEnumerable());
    }

    [Fact]
    public void Server_that_says_who_reacted_is_believed()
    {
        var alice = LogIn();
        var message = Send(alice);

        Push(message, new Reaction { Id = "smile", Count = 1, Users = [], ReactedByMe = 1 });
        Push(message, new Reaction { Id = "smile", Count = 1, Users = [], ReactedByMe = 0 });

        Assert.Equal([true, false], EventsOf<MessageReactionsUpdated>().Select(one => one.Reactions[0].ReactedByMyself));
    }

    [Fact]
    public void Own_reaction_on_another_device_changes_what_is_shown()
    {
        var alice = LogIn();
        var message = Send(alice);
        Push(message, new Reaction { Id = "smile", Count = 1, Users = ["alice"] });

        Gateway.Raw("alice", PushFrame.Build(Pushes.OwnReaction, new OwnReactionNotification
        {
            C2CMsgInfo = Identity(message),
            Reaction = "smile",
            MsgOptType = OwnReactionNotification.Added,
        }));

        Assert.Equal([false, true], EventsOf<MessageReactionsUpdated>().Select(one => one.Reactions[0].ReactedByMyself));
    }

    [Fact]
    public void Events_keep_the_order_of_the_pushes_while_profiles_are_asked_for()
    {
        var alice = LogIn();
        var message = Send(alice);
        Gateway.Silence(Protocol.Profiles.ProfileCommands.GetAll);
        Push(message, new Reaction { Id = "smile", Count = 1, Users = ["carol"] });

        Push(message, new Reaction { Id = "smile" });
        Assert.Empty(EventsOf<MessageReactionsUpdated>());
        AdvanceSeconds(20);

        Assert.Equal([1, 0], EventsOf<MessageReactionsUpdated>().Select(one => one.Reactions[0].TotalUserCount));
    }

    [Fact]
    public void Reactions_of_messages_are_listed()
    {
        var alice = LogIn();
        var message = Send(alice);
        Gateway.OverrideReply = request => request.Command == MessageReactionCommands.GetSummaries.Name
            ? $$"""{"ActionStatus":"OK","ErrorCode":0,"ResultList":[{"MsgKey":"{{message.WireKey}}","ReactionList":[{"Reaction":"smile","Count":1,"Reaction_Account":["bob"],"ReactedByMe":0}]},{"MsgKey":"1_2_3"},null]}"""
            : null;

        var list = Assert.Single(Done(alice.GetMessageReactionsAsync([message])));

        Assert.Equal(message.Id, list.MessageId);
        Assert.Equal(("smile", 1, false), (list.ReactionList[0].ReactionId, list.ReactionList[0].TotalUserCount, list.ReactionList[0].ReactedByMyself));
        Assert.Equal([new Profile("bob", "nick of bob", "")], list.ReactionList[0].PartialUserList.AsEnumerable());
    }

    [Fact]
    public void Users_of_a_reaction_are_listed()
    {
        var alice = LogIn();
        var message = Send(alice);
        Gateway.OverrideReply = static request => request.Command == MessageReactionCommands.GetUsers.Name
            ? """{"ActionStatus":"OK","ErrorCode":0,"Reaction_Account":["bob","alice"],"NextSeq":0}"""
            : null;

        var page = Done(alice.GetAllUserListOfMessageReactionAsync(message, "smile", 500));

        Assert.Equal(["alice", "bob"], page.UserList.Select(one => one.UserId).Order());
        Assert.True(page.IsCompleted);
        Assert.Contains("\"Count\":100", Assert.Single(Gateway.RequestsFor(MessageReactionCommands.GetUsers.Name)).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_takes_the_reaction_back()
    {
        var alice = LogIn();
        var message = Send(alice);
        Gateway.FailNext(MessageReactionCommands.Add, ErrorCodes.TooManyReactions);

        Assert.Equal(ErrorCodes.TooManyReactions, CodeOf(alice.AddMessageReactionAsync(message, "smile")));
        Push(message, new Reaction { Id = "smile", Count = 1, Users = [] });

        Assert.False(Assert.Single(EventsOf<MessageReactionsUpdated>()).Reactions[0].ReactedByMyself);
    }

    [Fact]
    public void Message_must_have_been_sent()
    {
        var alice = LogIn();
        var unsent = alice.CreateTextMessage("bob", "hi");

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.AddMessageReactionAsync(unsent, "smile")));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.RemoveMessageReactionAsync(Send(alice), "")));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.GetMessageReactionsAsync([unsent])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.GetAllUserListOfMessageReactionAsync(unsent, "smile")));
    }

    private static MessageIdentity Identity(ChatMessage message) =>
        new() { TinyId = message.SenderTinyId, MsgClientTime = message.ClientTime, MsgRandom = message.Random };

    private static ChatMessage Send(ChatClient client) => Done(client.SendMessageAsync(client.CreateTextMessage("bob", "hi")));

    private void Push(ChatMessage message, params Reaction[] reactions) => Gateway.Raw(
        "alice", PushFrame.Build(Pushes.Reactions, [new ReactionsNotification { C2CMsgInfo = Identity(message), MsgReactionSummary = reactions }]));
}
