using Chat.Protocol.Accounts;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>What live rooms refuse, with the documented codes.</summary>
public sealed class RoomPermissionSpecs : RoomSpec
{
    [Fact]
    public void Only_who_is_in_the_room_may_speak_and_look()
    {
        var bob = Server.Login("bob");

        Send(bob).ShouldFail(10007);
        Recall(bob, Send(Alice).Long("MsgSeq")).ShouldFail(10007);
        bob.Call(RoomCommands.GetMembers, $$"""{"GroupId":"{{Id}}","Timestamp":0}""").ShouldFail(10007);
        bob.Call(GroupCommands.Quit.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldFail(10007);
        Send(bob, room: "nowhere").ShouldFail(10010);
        Join(bob, room: "nowhere").ShouldFail(10010);
        bob.Call(RoomCommands.GetMembers, """{"GroupId":"nowhere","Timestamp":0}""").ShouldFail(10010);
        bob.Call(RoomCommands.GetHistory, """{"GroupId":"nowhere","LongPollingKey":"","PullPreSeq":1}""").ShouldFail(10010);
        bob.Call(GroupCommands.GetOnlineMemberCount.Ordinary, """{"GroupId":"nowhere"}""").ShouldFail(10010);
    }

    [Fact]
    public void Who_is_muted_in_all_groups_does_not_speak_not_even_the_owner()
    {
        Server.Rest(MuteCommands.Set, """{"Set_Account":"alice","GroupmsgNospeakingTime":3}""").ShouldBeOk();

        Send(Alice).ShouldFail(10017);
        Server.Time.Advance(TimeSpan.FromSeconds(3));
        Send(Alice).ShouldBeOk();
    }

    [Fact]
    public void Muted_members_do_not_speak_but_the_owner_does()
    {
        var bob = Enter("bob");
        Write($"INSERT INTO group_mute (log_id, account_id, until) SELECT group_key, {Server.AccountId("bob")}, {Server.Now + 60} FROM chat_group");
        Send(bob).ShouldFail(10017);
        Write("DELETE FROM group_mute");
        Send(bob).ShouldBeOk();

        Write("UPDATE chat_group SET mute_all = 1");

        Send(bob).ShouldFail(10017);
        Send(Alice).ShouldBeOk();
    }

    [Fact]
    public void Messages_go_to_everybody()
    {
        var bob = Enter("bob");

        Send(bob, extra: ""","To_Account":["alice"]""").ShouldFail(10007);
    }

    [Fact]
    public void Owner_dismisses_and_does_not_quit()
    {
        var bob = Enter("bob");

        bob.Call(GroupCommands.Destroy.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldFail(10007);
        Alice.Call(GroupCommands.Quit.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldFail(10009);
        bob.Call(GroupCommands.Quit.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldBeOk();
        Send(bob).ShouldFail(10007);
    }

    [Fact]
    public void Only_sender_and_owner_take_messages_back_and_the_sender_only_for_a_while()
    {
        var (bob, carol) = (Enter("bob"), Enter("carol"));
        var sequence = Send(bob).Long("MsgSeq");

        Recall(carol, sequence).ShouldFail(10007);
        Recall(bob, 1).ShouldFail(10030);
        bob.Call(GroupMessageCommands.Recall.Ordinary, $$"""{"GroupId":"{{Id}}","MsgSeqList":[]}""").ShouldFail(10004);
        Recall(bob, 0).ShouldFail(10030);
        bob.Call(GroupMessageCommands.Recall.Ordinary, $$"""{"GroupId":"{{Id}}","MsgSeqList":[null]}""").ShouldFail(10030);
        Server.Advance(TimeSpan.FromMinutes(3));
        Recall(bob, sequence).ShouldFail(10031);
        Recall(Alice, sequence).ShouldBeOk();
    }

    [Fact]
    public void Owner_takes_messages_back_also_from_outside()
    {
        var bob = Enter("bob");
        var sequence = Send(bob).Long("MsgSeq");
        Alice.Disconnect();
        for (var i = 0; i < 12; i++)
        {
            Server.Advance(TimeSpan.FromSeconds(1));
            Count(bob);
        }

        Assert.Equal(1, Count(bob));
        var tablet = Server.Login("alice");

        Recall(tablet, sequence).ShouldBeOk();

        bob.Socket.Wait(push => push.Text.Contains("GroupWithdrawInfoArray"), "the recall");
    }

    [Fact]
    public void Reason_of_a_recall_is_limited()
    {
        var sequence = Send(Alice).Long("MsgSeq");

        RecallAll(Alice, [sequence], new string('x', 301)).ShouldFail(10004);
        RecallAll(Alice, [sequence], new string('x', 300)).ShouldBeOk();
    }

    [Fact]
    public void Members_take_back_no_faster_than_they_may_send()
    {
        var bob = Enter("bob");
        var sequences = new List<long>();
        for (var i = 0; i < 42; i++)
        {
            sequences.Add(Send(bob).Long("MsgSeq"));
            if (i == 30)
            {
                Server.Advance(TimeSpan.FromSeconds(1));
            }
        }

        var codes = sequences[..41].ConvertAll(one => Recall(bob, one).Code());

        Assert.Equal(Enumerable.Repeat(0, 40).Append(10023), codes);
        Recall(Alice, sequences[40]).ShouldBeOk();
        Server.Advance(TimeSpan.FromSeconds(1));
        Recall(bob, sequences[41]).ShouldBeOk();
    }

    [Fact]
    public void Room_has_no_topics()
    {
        var sequence = Send(Alice).Long("MsgSeq");
        var topic = $"{Id}@TOPIC#_x";

        Join(Server.Login("bob"), room: topic).ShouldFail(10015);
        foreach (var command in new Command[]
            {
                GroupCommands.Quit.Ordinary, GroupCommands.Destroy.Ordinary, GroupCommands.GetOnlineMemberCount.Ordinary, GroupMemberCommands.Ban.Ordinary,
                RoomCommands.GetMembers, RoomCommands.MarkMembers, RoomCommands.GetHistory,
            })
        {
            Alice.Call(command, $$"""{"GroupId":"{{topic}}"}""").ShouldFail(10015);
        }

        var list = $$"""[{"MsgSeq":{{sequence}}}]""";
        Alice.Call(GroupMessageCommands.Recall.Ordinary, $$"""{"GroupId":"{{topic}}","MsgSeqList":{{list}}}""").ShouldFail(10015);
        Alice.Call(GroupMessageCommands.Recall.Ordinary, $$"""{"GroupId":"{{Id}}","MsgSeqList":{{list}},"TopicId":"{{topic}}"}""").ShouldFail(10015);
        Assert.Equal(1, Count(Alice));
        Recall(Alice, sequence).ShouldBeOk();
    }

    [Fact]
    public void Only_the_owner_bans_and_not_itself()
    {
        var bob = Enter("bob");
        Enter("carol");

        Ban(bob, """["carol"]""").ShouldFail(10007);
        Ban(Alice, """["alice"]""").ShouldFail(10007);
        Ban(Alice, """["bob"]""", duration: 0).ShouldFail(10004);
        Ban(Alice, "[]").ShouldFail(10004);
        Ban(Alice, "[null]").ShouldFail(10004);
        Ban(Alice, """["bob"]""", description: new string('x', 1001)).ShouldFail(10004);
        Ban(Alice, $"[{string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"u{i}\""))}]").ShouldFail(10005);
        Ban(Alice, """["nobody"]""").ShouldFail(10019);
        Assert.Equal(3, Count(Alice));
    }

    [Fact]
    public void Banned_account_comes_back_when_its_time_is_over()
    {
        var (bob, carol) = (Enter("bob"), Enter("carol"));
        Ban(Alice, """["bob"]""", duration: 30, description: "shouting").ShouldBeOk();
        var notice = bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":21"), "the notice");
        Assert.Contains("\"BanDuration\":30,\"BanDescription\":\"shouting\"", notice.Text);
        Settle();
        Assert.Equal("bob", Assert.Single(TipsOf(carol, "OpType", GroupTipTypes.Banned)).GetProperty("MsgBody").GetProperty("List_Account")[0].GetString());
        Join(bob).ShouldFail(10007);
        Send(bob).ShouldFail(10007);
        Assert.Equal(2, Count(Alice));

        Server.Advance(TimeSpan.FromSeconds(31));

        bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":22"), "the end of the ban");
        carol.Socket.Wait(push => push.Text.Contains("\"OpType\":11"), "the tip");
        Assert.Equal(0, Server.Count("SELECT count(*) FROM room_ban"));
        Join(bob).ShouldBeOk();
    }

    [Fact]
    public void Ban_outlives_the_process()
    {
        var bob = Enter("bob");
        Ban(Alice, """["bob"]""").ShouldBeOk();
        Server.Restart();
        bob.Return();

        Join(bob).ShouldFail(10007);
    }

    [Fact]
    public void Marks_are_for_the_owner_and_within_limits()
    {
        var bob = Enter("bob");

        Mark(bob, 1, "[1000]").ShouldFail(10007);
        Mark(Alice, 3, "[1000]").ShouldFail(10004);
        Mark(Alice, 1, "[999]").ShouldFail(10004);
        Mark(Alice, 1, "[]").ShouldFail(10004);
        Alice.Call(RoomCommands.MarkMembers, $$"""{"GroupId":"{{Id}}","CommandType":1,"MemberList":[null]}""").ShouldFail(10004);
        Assert.Single(Mark(Alice, 1, "[1000,1001,1002,1003,1004,1005,1006,1007,1008,1009]").Items("MemberList"));
        Assert.Empty(Mark(Alice, 1, "[1010]").Items("MemberList"));
        Assert.Single(Mark(Alice, 2, "[1000]").Items("MemberList"));
        Assert.Single(Mark(Alice, 1, "[1010]").Items("MemberList"));
        var listed = Alice.Call(RoomCommands.GetMembers, $$"""{"GroupId":"{{Id}}","Timestamp":0,"Mark":1010}""").Items("MemberList");
        Assert.Equal("bob", Assert.Single(listed).Str("Member_Account"));
    }

    [Fact]
    public void Member_list_has_pages_from_the_newest_on()
    {
        for (var i = 0; i < 510; i++)
        {
            Enter($"user{i}");
        }

        var first = Alice.Call(RoomCommands.GetMembers, $$"""{"GroupId":"{{Id}}","Timestamp":0}""");
        var second = Alice.Call(RoomCommands.GetMembers, $$"""{"GroupId":"{{Id}}","Timestamp":{{first.Long("NextTimestamp")}}}""");

        Assert.Equal((500, "user509"), (first.Items("MemberList").Length, first.Items("MemberList")[0].Str("Member_Account")));
        Assert.Equal((11, "alice", 0L), (second.Items("MemberList").Length, second.Items("MemberList")[^1].Str("Member_Account"), second.Long("NextTimestamp")));
    }

    private static System.Text.Json.JsonElement Mark(TestClient client, int command, string marks) => client.Call(
        RoomCommands.MarkMembers, $$"""{"GroupId":"{{Id}}","CommandType":{{command}},"MemberList":[{"Member_Account":"bob","Marks":{{marks}}}]}""");
}
