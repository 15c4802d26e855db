using Akka.Actor;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

/// <summary>What the account's conversations keep of live rooms.</summary>
public sealed class RoomSpecs : GroupSpec
{
    private const string Room = "@TGS#room";

    private readonly FakeGroup _room;

    public RoomSpecs()
    {
        _room = Gateway.AddGroup(Room, GroupTypes.AVChatRoom, "bob");
        _room.PollingKey = "room-poll";
    }

    [Fact]
    public void Recall_in_a_room_that_is_pushed_to_marks_the_message()
    {
        _room.PollingKey = null;
        var alice = LogIn();
        Done(alice.JoinGroupAsync(Room));
        var said = Gateway.Speak("bob", Room, "live", change: static one => one with { TinyId = "1" });
        var id = EventsOf<MessageReceived>("alice")[0].Messages[0].Id;

        Gateway.RecallInGroup(said, "bob");

        Assert.True(alice.FindMessage(id)!.IsRevoked);
        Assert.True(Assert.Single(EventsOf<MessageRevoked>("alice")).Messages[0].Message!.IsRevoked);
        Assert.True(Conversation(alice, "GROUP" + Room).LastMessage!.IsRevoked);
    }

    [Fact]
    public void Room_that_somebody_without_a_login_leaves_is_forgotten()
    {
        var client = Create();
        Done(client.JoinGroupAsync(Room));
        _room.Polls.Enqueue([Message]);
        AdvanceSeconds(1);
        Assert.Equal(["x"], TextsOf(""));

        Done(client.QuitGroupAsync(Room));
        Done(client.JoinGroupAsync(Room));
        _room.Polls.Enqueue([Message]);
        AdvanceSeconds(1);

        Assert.Equal(["x", "x"], TextsOf(""));
    }

    [Fact]
    public void Idle_room_of_somebody_without_a_login_leaves_the_memory()
    {
        Done(Create().JoinGroupAsync(Room));
        _room.Polls.Enqueue([Message]);
        AdvanceSeconds(1);
        Assert.True(HasConversation());

        Advance(TimeSpan.FromMinutes(11), TimeSpan.FromSeconds(1));

        Assert.False(HasConversation());
    }

    private static WireGroupMessage Message => new()
    {
        Event = 3,
        From = "bob",
        ToGroupId = Room,
        MsgSeq = 1,
        MsgRandom = 1,
        MsgClientTime = 1,
        MsgBody = RawJson.Parse("""[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]"""),
    };

    private bool HasConversation()
    {
        Sys.ActorSelection("/user/chat/1400000001/alice/conversations/*").Tell(new Identify(1), TestActor);
        return ReceiveOne(TimeSpan.FromMilliseconds(100)) is ActorIdentity { Subject: not null };
    }
}
