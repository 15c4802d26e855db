using System.Text.Json;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;
using CsCheck;

namespace Chat.Actors.Tests.Conversations;

public sealed class ConversationSyncSpecs : ChatSpec
{
    private static readonly string[] Peers = ["bob", "carol", "dave"];

    [Fact]
    public void List_has_all_that_the_server_says()
    {
        Gateway.OverrideReply = request => request.Command switch
        {
            "recentcontact.page_get" => """
                {"ErrorCode":0,"CompleteFlag":1,"GroupItem":[{"GroupId":7,"GroupName":"work"}],"SessionItem":[{"Type":1,"To_Account":"bob","MsgTime":1000,"MsgSeq":5,
                "MsgOrder":9,"LastC2CMsgFrom_Account":"alice","LastMsg":{"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"data",
                "RevokerInfo":{"Revoker_Account":"alice"}},"LastMsgFlags":8,"C2cPeerReadTime":2000,"C2cNick":"Bob","C2cImage":"http://face","C2cRemark":"my Bob",
                "TopFlags":1,"StandardMark":"1000000000000000000000000000000000000000000000000000000000000101","CustomMark":"{}","ContactGroupId":[7,8],"MsgRecvOption":2}]}
                """,
            "recentcontact.get_contact_group" => """{"ErrorCode":0,"CompleteFlag":1,"GroupItem":[{"GroupId":7,"GroupName":"work"}]}""",
            _ => null,
        };

        var one = Assert.Single(Done(LogIn().GetConversationListAsync()));

        Assert.Equal(("Bob", "http://face", "my Bob"), (one.PeerNick, one.PeerAvatar, one.Remark));
        Assert.Equal((true, RemindType.AcceptNotNotify, 2000L, "{}"), (one.IsPinned, one.RemindType, one.PeerReadTime, one.CustomData));
        Assert.Equal([1UL, 4UL, 1UL << 63], one.MarkList);
        Assert.Equal(["work"], one.ConversationGroupList);
        Assert.Equal(
            new Chat.Actors.Conversations.LastMessage("alice", 1000, 5, MessageTypes.Text, new TextPayload("hi"), "data", IsPeerRead: true) { IsRevoked = true, Revoker = "alice" }, one.LastMessage);
    }

    [Fact]
    public void Conversations_without_a_message_are_sorted_last_in_their_part()
    {
        Gateway.Say("bob", "alice", "1");
        AdvanceSeconds(1);
        Gateway.Say("carol", "alice", "2");
        Gateway.CallElsewhere("alice", ConversationCommands.Pin, Pin("dave"));
        Gateway.CallElsewhere("alice", ConversationCommands.Pin, Pin("bob"));
        Gateway.CallElsewhere("alice", ConversationCommands.ClearHistory, new ClearHistory { Peer = "carol" });
        Gateway.Say("erin", "alice", "3");

        Assert.Equal(["bob", "dave", "erin", "carol"], Done(LogIn().GetConversationListAsync()).Select(one => one.PeerUserId));
    }

    [Fact]
    public void Filters_work_on_what_is_known_here()
    {
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("carol", "alice", "2");
        var client = LogIn();
        Done(client.SetMessageReadAsync("C2Cbob"));
        Done(client.MarkConversationAsync(["C2Cbob"], ConversationMarks.Star, enableMark: true));
        Done(client.CreateConversationGroupAsync("work", ["C2Ccarol"]));
        var sent = Gateway.Requests.Count;

        Assert.Equal(["bob"], Filtered(new ConversationFilter { MarkType = ConversationMarks.Star }));
        Assert.Equal(["carol"], Filtered(new ConversationFilter { MarkType = 0 }));
        Assert.Equal(["carol"], Filtered(new ConversationFilter { GroupName = "work" }));
        Assert.Equal(["bob"], Filtered(new ConversationFilter { GroupName = "" }));
        Assert.Equal(["carol"], Filtered(new ConversationFilter { HasUnreadCount = true }));
        Assert.Equal(["bob"], Filtered(new ConversationFilter { HasUnreadCount = false, Type = ConversationType.C2C }));
        Assert.Empty(Filtered(new ConversationFilter { Type = ConversationType.Group }));
        Assert.Empty(Filtered(new ConversationFilter { HasGroupAtInfo = true }));
        Assert.Equal(2, Filtered(new ConversationFilter { HasGroupAtInfo = false }).Length);
        Assert.Empty(Done(client.GetConversationListAsync([])));
        Assert.Equal(sent, Gateway.Requests.Count);

        string[] Filtered(ConversationFilter filter) => [.. Done(client.GetConversationListAsync(filter)).Select(one => one.PeerUserId)];
    }

    [Fact]
    public void First_contact_asks_four_questions_however_it_begins()
    {
        var client = LogIn();
        string[] expected = ["openim.get_c2c_peer_mute_notifications", "openim.get_peer_read_time", "profile.portrait_get_all", "recentcontact.search_contact_group"];

        Assert.Equal(expected, Asked(() => Gateway.Say("bob", "alice", "1")));
        Assert.Equal(expected, Asked(() => Done(client.SendMessageAsync(client.CreateTextMessage("carol", "1")))).Where(command => command != "openim.sendmsg"));
        Assert.Equal(expected, Asked(() => Done(client.GetConversationProfileAsync("C2Cdave"))));
        Assert.Empty(Asked(() => Done(client.GetConversationProfileAsync("C2Cdave"))));

        IEnumerable<string> Asked(Action act)
        {
            var before = Gateway.Requests.Count;
            act();
            return Gateway.Requests.Skip(before).Select(request => request.Command).Order(StringComparer.Ordinal);
        }
    }

    [Fact]
    public void First_contact_finds_what_the_server_knows_already()
    {
        Gateway.Say("bob", "alice", "1");
        Gateway.OverrideReply = request => request.Command is "recentcontact.page_get" or "recentcontact.get_contact_group" or "openim.getmsg"
            ? """{"ErrorCode":0,"CompleteFlag":1,"Cookie":"1","SyncFlag":2}"""
            : null;
        var client = LogIn();
        Gateway.CallElsewhere("alice", ConversationCommands.Mark, new MarkConversations
        {
            MarkItem = [new MarkItem { OptType = MarkItem.Marks, ContactItem = new ContactItem { Peer = "bob" }, SetMark = [5] }],
        });
        Gateway.CallElsewhere("alice", MessageCommands.SetPeerMute, new SetPeerMute { Peers = ["bob"], MuteNotifications = ReceiveOptions.DoNotNotify });

        Gateway.Say("bob", "alice", "2");

        var one = Assert.Single(Done(client.GetConversationListAsync()));
        Assert.Equal((RemindType.AcceptNotNotify, 32UL, "nick of bob"), (one.RemindType, one.MarkList.Single(), one.PeerNick));
        Assert.Equal(0, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Profile_call_ends_with_the_session()
    {
        var client = LogIn();
        Gateway.Silence(Protocol.Profiles.ProfileCommands.GetAll);

        var call = client.GetConversationProfileAsync("C2Cbob");
        Done(client.LogoutAsync());

        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(call));
    }

    [Fact]
    public void What_a_whole_list_does_not_have_is_dropped()
    {
        Gateway.HasNoPositions = true;
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("carol", "alice", "2");
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        Gateway.CallElsewhere("alice", ConversationCommands.Delete, new DeleteConversations { ContactItem = [new DeletedItem { Peer = "bob" }] });

        Gateway.RefusesConnects = false;
        AdvanceSeconds(30);

        Assert.Equal(["carol"], Done(client.GetConversationListAsync()).Select(one => one.PeerUserId));
        Gateway.Say("bob", "alice", "3");
        Assert.Equal(["1", "2", "3"], TextsOf("alice"));
    }

    [Fact]
    public void Message_that_is_newer_than_a_whole_list_keeps_its_conversation()
    {
        Gateway.HasNoPositions = true;
        var client = LogIn();
        Gateway.OverrideReply = request =>
        {
            if (request.Command == "recentcontact.page_get")
            {
                Gateway.OverrideReply = null;
                Gateway.Say("bob", "alice", "while the list is on its way");
                return """{"ErrorCode":0,"CompleteFlag":1}""";
            }

            return null;
        };
        Gateway.Drop("alice");
        AdvanceSeconds(10);

        Assert.Equal(["bob"], Done(client.GetConversationListAsync()).Select(one => one.PeerUserId));
    }

    /// <summary>The law of syncs: whatever happens online or during an outage, a client ends where a new login begins.</summary>
    [Fact]
    public void Client_that_stayed_knows_what_a_new_one_learns() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 2]).Array[1, 25].Sample(
            steps =>
            {
                using var run = new Run();
                return run.Agrees(steps);
            },
            iter: 150,
            threads: 1);

    private static PinConversations Pin(string peer, int operation = PinConversations.Pin) =>
        new() { OperationType = operation, RecentContactItem = [new PinnedItem { Peer = peer }] };

    /// <summary>One history of an account, changed by its other devices.</summary>
    private sealed class Run : ChatSpec
    {
        public bool Agrees((int Step, int Peer, int Value)[] steps)
        {
            var client = LogIn();
            foreach (var (step, peer, value) in steps)
            {
                Take(step, Peers[peer], value);
            }

            Gateway.RefusesConnects = false;
            AdvanceSeconds(60);
            var fresh = LogIn(account: "fresh");
            AdvanceSeconds(5);
            return Text(client) == Text(fresh) ? true : throw new InvalidOperationException($"{Text(client)}\n{Text(fresh)}\n{string.Join(' ', steps)}");
        }

        private void Take(int step, string peer, int value)
        {
            var contact = new ContactItem { Peer = peer };
            switch (step)
            {
                case 0 or 1:
                    Gateway.Say(peer, "alice", $"{value}");
                    AdvanceSeconds(1);
                    break;
                case 2:
                    Gateway.CallElsewhere("alice", ConversationCommands.Pin, Pin(peer, value == 0 ? PinConversations.Unpin : PinConversations.Pin));
                    break;
                case 3:
                    Gateway.CallElsewhere("alice", ConversationCommands.Mark, new MarkConversations
                    {
                        MarkItem = [new MarkItem { OptType = MarkItem.Marks, ContactItem = contact, SetMark = value > 0 ? [value] : null, ClearMark = value == 0 ? [1, 2] : null }],
                    });
                    break;
                case 4:
                    Gateway.CallElsewhere("alice", ConversationCommands.Mark, new MarkConversations
                    {
                        MarkItem = [new MarkItem { OptType = MarkItem.CustomData, ContactItem = contact, CustomMark = $"{value}" }],
                    });
                    break;
                case 5:
                    Gateway.CallElsewhere("alice", ConversationCommands.Delete, new DeleteConversations { ContactItem = [new DeletedItem { Peer = peer }], ClearRamble = 1 });
                    break;
                case 6:
                    Gateway.CallElsewhere("alice", ConversationCommands.DeleteGroups, new DeleteConversationGroups { GroupName = [$"group{value}"] });
                    Gateway.CallElsewhere("alice", ConversationCommands.CreateGroups, new CreateConversationGroups
                    {
                        GroupContactItem = [new NewConversationGroup { GroupName = $"group{value}", ContactItem = [contact] }],
                    });
                    break;
                case 7:
                    Gateway.CallElsewhere("alice", MessageCommands.SetPeerMute, new SetPeerMute { Peers = [peer], MuteNotifications = value });
                    break;
                case 8:
                    Gateway.CallElsewhere("alice", MessageCommands.ReadAll, new ReadAll { C2CReadAllMsg = 1 });
                    break;
                default:
                    // An outage begins or ends.
                    Gateway.RefusesConnects = !Gateway.RefusesConnects && value > 0;
                    Gateway.Drop("alice");
                    AdvanceSeconds(value * 5);
                    break;
            }
        }

        private static string Text(ChatClient client) => JsonSerializer.Serialize(new
        {
            Total = client.GetTotalUnreadMessageCount(),
            Groups = Done(client.GetConversationGroupListAsync()).Order(StringComparer.Ordinal),
            List = Done(client.GetConversationListAsync()).Select(one => new
            {
                one.PeerUserId, one.IsPinned, one.MarkList, one.CustomData, one.RemindType, one.UnreadCount,
                Last = one.LastMessage?.Time,
                Groups = one.ConversationGroupList.Order(StringComparer.Ordinal),
            }),
        });
    }
}
