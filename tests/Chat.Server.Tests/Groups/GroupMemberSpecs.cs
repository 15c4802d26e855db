using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Sessions;
using Chat.Server.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

/// <summary>Limits, pages, notices for who is away, and bad input.</summary>
public sealed class GroupMemberSpecs : IDisposable
{
    private readonly TestServer _server = new(static settings =>
    {
        settings.MaxGroupMembers = 5;
        settings.MaxGroupsPerUser = 3;
        settings.MaxGroupAdmins = 2;
        settings.MaxInstancesPerUser = 3;
    });

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Group_takes_no_more_members_than_it_can_have()
    {
        var alice = _server.Login("alice");
        _server.Import("b", "c", "d", "e", "f");
        var frank = _server.Login("frank");
        var group = alice.CreateGroup(GroupTypes.Work, "b");

        alice.Add(group, "c", "d", "e", "f").ShouldFail(ErrorCodes.TooManyGroupMembers);
        Assert.Equal([1, 2, 0, 1, 1], alice.Add(group, "c", "b", "nobody", "d", "e").Results());
        alice.Add(group, "f").ShouldFail(ErrorCodes.GroupFull);
        Assert.Equal([2], alice.Add(group, "b").Results());

        var open = alice.CreateGroup(GroupTypes.Public, ""","ApplyJoinOption":"FreeAccess","MaxMemberCount":1""", []);
        frank.Join(open).ShouldFail(ErrorCodes.GroupFull);
    }

    [Fact]
    public void Account_is_in_no_more_groups_than_allowed()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Work);
        var open = alice.CreateGroup(GroupTypes.Public, ""","ApplyJoinOption":"FreeAccess" """, []);
        var own = Enumerable.Range(0, 3).Select(_ => bob.CreateGroup(GroupTypes.Public)).ToList();

        Assert.Equal([AddedGroupMember.OverLimit], alice.Add(group, "bob").Results());
        bob.Join(open).ShouldFail(ErrorCodes.TooManyGroups);
        bob.Dismiss(own[0]).ShouldBeOk();
        bob.Join(open).ShouldBeOk();
    }

    [Fact]
    public void Administrators_are_few()
    {
        var alice = _server.Login("alice");
        _server.Import("b", "c", "d");
        var group = alice.CreateGroup(GroupTypes.Public, "b", "c", "d");

        alice.ChangeMember(group, "b", "\"Role\":\"Admin\"").ShouldBeOk();
        alice.ChangeMember(group, "c", "\"Role\":\"Admin\"").ShouldBeOk();
        alice.ChangeMember(group, "b", "\"Role\":\"Admin\"").ShouldBeOk();
        alice.ChangeMember(group, "d", "\"Role\":\"Admin\"").ShouldFail(ErrorCodes.GroupParameter);
        Assert.Equal(["alice", "b", "c"], alice.Members(group, ""","MemberRoleFilter":["Admin","Owner"]""").Names());
        Assert.Equal(["c"], alice.Members(group, ""","MemberRoleFilter":["Admin","Owner"],"Offset":2""").Names());
    }

    [Fact]
    public void Community_is_paged_behind_the_last_member_whoever_leaves_meanwhile()
    {
        var alice = _server.Login("alice");
        _server.Import("b", "c", "d", "e");
        var group = alice.CreateGroup(GroupTypes.Community, "b", "c", "d", "e");

        var first = alice.Members(group, ""","Limit":2,"Next":"0" """);
        alice.Kick(group, "b").ShouldBeOk();
        var second = alice.Members(group, $$""","Limit":2,"Next":"{{first.Str("Next")}}" """);
        var third = alice.Members(group, $$""","Limit":2,"Next":"{{second.Str("Next")}}" """);

        Assert.Equal([["alice", "b"], ["c", "d"], ["e"]], new[] { first, second, third }.Select(static page => page.Names()));
        Assert.Equal("", third.Str("Next"));
    }

    [Fact]
    public void Members_are_told_with_what_is_asked_for_only()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        _server.Import("carol");
        var group = alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        bob.ChangeMember(group, "bob", """
            "AppMemberDefinedData":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]
            """).ShouldBeOk();
        bob.SendToGroup(group, 1).ShouldBeOk();

        var sparse = alice.Members(group).Items("MemberList")[2];
        var full = alice.Member(group, "bob");
        var chosen = alice.Call(
            GroupMemberCommands.GetSpecified.For(group),
            $$"""{"GroupId":"{{group}}","Member_List_Account":["bob","nobody"],"MemberInfoFilter":["Role"],"AppDefinedDataFilter_GroupMember":["b"]}""").Items("MemberList");

        Assert.Equal(["Member_Account", "Role"], sparse.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(("Online", _server.Now, 0), (full.Str("OnlineStatus"), full.Long("LastSendMsgTime"), full.Long("ShutUpUntil")));
        Assert.False(full.TryGetProperty("MsgSeq", out _));
        Assert.Equal("2", Assert.Single(Assert.Single(chosen).Items("AppMemberDefinedData")).Str("Value"));
        Assert.Equal("Offline", alice.Member(group, "carol").Str("OnlineStatus"));
    }

    [Fact]
    public void Member_who_is_away_keeps_notices_until_they_are_deleted()
    {
        var alice = _server.Login("alice");
        _server.Import("bob", "carol");
        var group = alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        alice.Kick(group, "bob").ShouldBeOk();
        alice.Dismiss(group).ShouldBeOk();

        var (bobs, carols) = (Kept("bob"), Kept("carol"));

        Assert.Equal([GroupNoticeTypes.Invited, GroupNoticeTypes.Kicked], bobs.Select(static one => one.Kind));
        Assert.Equal([GroupNoticeTypes.Invited, GroupNoticeTypes.Dismissed], carols.Select(static one => one.Kind));
        Assert.DoesNotContain(GroupNoticeTypes.Dismissed, alice.NoticeKinds(_server));
        Assert.Empty(_server.Login("bob").Call(GroupCommands.GetJoined.Ordinary, "{}").Items("GroupIdList"));
        var bob = _server.Login("bob");
        bob.Call(GroupApplicationCommands.DeleteNotices, $$"""{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":{{bobs[0].Number}},"MsgRandom":{{bobs[0].Random}}}]}""").ShouldBeOk();
        Assert.Equal([GroupNoticeTypes.Kicked], Kept("bob").Select(static one => one.Kind));
    }

    [Fact]
    public void Silent_removal_is_told_to_those_who_are_removed_only()
    {
        var (alice, bob, carol) = (_server.Login("alice"), _server.Login("bob"), _server.Login("carol"));
        var group = alice.CreateGroup(GroupTypes.Public, "bob", "carol");

        alice.Call(GroupMemberCommands.Delete.For(group), $$"""{"GroupId":"{{group}}","MemberToDel_Account":["bob"],"Silence":1}""").ShouldBeOk();

        Assert.Equal(GroupNoticeTypes.Kicked, bob.NoticeKinds(_server)[^1]);
        Assert.Empty(carol.TipKinds(_server));
    }

    [Fact]
    public void Tips_name_who_has_caused_them_in_the_header_as_well()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        _server.Import("carol");
        var group = alice.CreateGroup(GroupTypes.Work, "bob");
        alice.Add(group, "carol").ShouldBeOk();

        foreach (var tip in new[] { bob.Tips(_server, 4)[^1], bob.GroupHistory(group).Items("RspMsgList")[0] })
        {
            var header = tip.GetProperty("GroupInfo");
            Assert.Equal(("@TIM#SYSTEM", "alice", "", ""), (tip.Str("From_Account"), header.Str("From_Account"), header.Str("From_AccountNick"), header.Str("From_AccountHeadurl")));
        }
    }

    [Theory]
    [InlineData(GroupTypes.Public, true)]
    [InlineData(GroupTypes.Meeting, false)]
    [InlineData(GroupTypes.AVChatRoom, false)]
    public void Mutes_are_told_where_the_type_tells_them(string type, bool told)
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(type, ""","ApplyJoinOption":"FreeAccess" """, []);
        bob.Join(group, ""","WebPushFlag":1""").ShouldBeOk();

        alice.ChangeMember(group, "bob", "\"ShutUpTime\":60").ShouldBeOk();

        bob.Say(group).ShouldFail(ErrorCodes.GroupMuted);
        Assert.Equal(told, bob.TipKinds(_server).Contains(GroupTipTypes.MemberChanged));
    }

    [Fact]
    public void Group_of_friends_is_listed_for_its_members_from_its_first_message_on()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Work, "bob");

        Assert.Equal([group], Listed(alice));
        Assert.Empty(Listed(bob));
        Assert.Equal([group], Listed(bob, "\"WithNoActiveGroups\":1"));
        alice.SaySeq(group);
        Assert.Equal([group], Listed(bob));

        static string[] Listed(TestClient client, string extra = "") =>
            [.. client.Call(GroupCommands.GetJoined.Ordinary, $"{{{extra}}}").Items("GroupIdList").Select(static item => item.Str("GroupId"))];
    }

    [Fact]
    public void Notices_go_by_number_and_mentions_of_strange_groups_are_nobodys()
    {
        var alice = _server.Login("alice");
        _server.Import("bob");
        var group = alice.CreateGroup(GroupTypes.Public, "bob");
        var notice = Assert.Single(Kept("bob"));
        var bob = _server.Login("bob");
        var stranger = _server.Login("carol");

        bob.Call(GroupApplicationCommands.DeleteNotices, $$"""{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":{{notice.Number + 1}},"MsgRandom":{{notice.Random}}}]}""").ShouldBeOk();
        Assert.Single(Kept("bob"));
        stranger.Call(GroupApplicationCommands.DeleteNotices, $$"""{"DelMsgList":[{"From_Account":"alice","MsgSeq":1,"MsgRandom":1,"GroupId":"{{group}}"}]}""").ShouldBeOk();
        stranger.Call(GroupApplicationCommands.DeleteNotices, """{"DelMsgList":[{"From_Account":"alice","MsgSeq":1,"MsgRandom":1,"GroupId":"@TGS#_x@TOPIC#_y"}]}""").ShouldBeOk();
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_reader r JOIN account a ON a.account_id = r.account_id WHERE a.user_id = 'carol'"));
        Assert.Empty(stranger.Page().Items("SessionItem"));
    }

    [Fact]
    public void Dismissed_group_is_known_to_nobody_and_its_id_is_taken_for_ever()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public, ""","GroupId":"walkers" """, ["bob"]);
        alice.Dismiss(group).ShouldBeOk();
        _server.Restart();
        (alice, bob) = (_server.Login("alice"), _server.Login("bob"));

        bob.SendToGroup(group, 1).ShouldFail(ErrorCodes.GroupUnknown);
        bob.Join(group).ShouldFail(ErrorCodes.GroupUnknown);
        bob.Members(group).ShouldFail(ErrorCodes.GroupUnknown);
        alice.Dismiss(group).ShouldFail(ErrorCodes.GroupUnknown);
        bob.Call(GroupCommands.Create.Ordinary, """{"Type":"Public","Name":"x","GroupId":"walkers"}""").ShouldFail(ErrorCodes.GroupIdTaken);
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_member"));
    }

    [Fact]
    public void Mute_outlives_the_membership_and_a_restart()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public, ""","ApplyJoinOption":"FreeAccess" """, ["bob"]);
        alice.ChangeMember(group, "bob", "\"ShutUpTime\":60").ShouldBeOk();
        bob.Quit(group).ShouldBeOk();
        _server.Restart();
        bob = _server.Login("bob");
        bob.Join(group).ShouldBeOk();

        bob.SendToGroup(group, 1).ShouldFail(ErrorCodes.GroupMuted);
        _server.Advance(TimeSpan.FromSeconds(61));
        bob.SendToGroup(group, 2).ShouldBeOk();
    }

    [Fact]
    public void Discarded_messages_are_pushed_quietly_and_tips_as_always_also_after_coming_back()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var other = _server.Login("bob");
        var group = alice.CreateGroup(GroupTypes.Public, "bob");
        bob.ChangeMember(group, "bob", "\"MsgFlag\":\"Discard\"").ShouldBeOk();

        alice.SendToGroup(group, 1, "unheard").ShouldBeOk();
        bob.SendToGroup(group, 2, "own").ShouldBeOk();
        alice.Change(group, "\"Name\":\"new\"").ShouldBeOk();
        var back = _server.Login("bob", ClientPlatform.Android);
        _server.Advance(TimeSpan.FromSeconds(1));
        alice.SendToGroup(group, 3, "unheard").ShouldBeOk();
        _server.Settle();

        Assert.Equal(["own"], other.Socket.Messages.Select(static item => item.Json.TextOf()));
        Assert.Empty(back.Socket.Messages);
        Assert.Equal(["unheard", "unheard"], other.Pushed(_server, 1003, "GroupQuietMsgArray").Select(static item => item.TextOf()));
        Assert.Equal(["unheard"], back.Pushed(_server, 1003, "GroupQuietMsgArray").Select(static item => item.TextOf()));
        Assert.Contains(GroupNoticeTypes.ReceiveOptionChanged, other.NoticeKinds(_server));
        Assert.DoesNotContain(GroupNoticeTypes.ReceiveOptionChanged, bob.NoticeKinds(_server));
        Assert.Equal([GroupTipTypes.ProfileChanged], other.TipKinds(_server));
        Assert.Single(alice.Socket.Messages);
    }

    [Fact]
    public void Name_card_is_told_to_the_other_devices_and_stays_with_messages_of_its_time()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public, "bob");
        var phone = _server.Login("bob", ClientPlatform.Android);
        _server.Advance(TimeSpan.FromSeconds(1));

        bob.ChangeMember(group, "bob", "\"NameCard\":\"Bobby\"").ShouldBeOk();
        var sent = bob.Say(group);
        bob.ChangeMember(group, "bob", "\"NameCard\":\"Bert\"").ShouldBeOk();

        Assert.Equal("Bobby", sent.Str("NameCard"));
        Assert.Equal(["Bobby", "Bert"], phone.Pushed(_server, 1002, "GroupSelfInfoMod").Select(static item => item.Str("NameCard")));
        Assert.Empty(bob.Pushed(_server, 1002, "GroupSelfInfoMod"));
        Assert.Empty(alice.Pushed(_server, 1002, "GroupSelfInfoMod"));
        Assert.Equal("Bobby", alice.GroupHistory(group).Items("RspMsgList")[0].GetProperty("GroupInfo").GetProperty("MsgFrom_AccountExtraInfo").Str("NameCard"));
        Assert.Equal("Bobby", alice.GroupOnList(group).Str("MsgGroupFromCardName"));
    }

    [Fact]
    public void Applications_are_paged_and_renewed_not_repeated()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);
        foreach (var user in new[] { "b", "c", "b" })
        {
            Assert.Equal(JoinStatuses.WaitsForApproval, _server.Login(user).Join(group, $$""","ApplyMsg":"from {{user}}" """).Str("JoinedStatus"));
        }

        var first = alice.Call(GroupApplicationCommands.GetPage.Ordinary, """{"StartTime":0,"Limit":1}""");
        var second = alice.Call(GroupApplicationCommands.GetPage.Ordinary, $$"""{"StartTime":{{first.Long("NextStartTime")}},"Limit":1}""");

        Assert.Equal(["c", "b"], new[] { first, second }.Select(static page => page.Items("PendencyList")[0].Str("From_Account")));
        Assert.Equal(0, second.Long("NextStartTime"));
        Assert.Empty(alice.Call(GroupApplicationCommands.GetPage.Community, """{"StartTime":0,"Limit":20}""").Items("PendencyList"));
    }

    [Fact]
    public void Application_is_decided_once_and_by_who_knows_it()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public);
        bob.Join(group).ShouldBeOk();
        var authentication = alice.Applications()[0].Str("Authentication");
        string Decision(string word, string key, string who = "bob") => $$"""{"GroupId":"{{group}}","Applicant_Account":"{{who}}","HandleMsg":"{{word}}","Authentication":"{{key}}"}""";

        bob.Call(GroupApplicationCommands.HandleJoin.Ordinary, Decision("Agree", authentication)).ShouldFail(ErrorCodes.GroupDenied);
        alice.Call(GroupApplicationCommands.HandleJoin.Ordinary, Decision("Agree", "guess")).ShouldFail(ErrorCodes.GroupParameter);
        alice.Call(GroupApplicationCommands.HandleJoin.Ordinary, Decision("Maybe", authentication)).ShouldFail(ErrorCodes.GroupParameter);
        alice.Call(GroupApplicationCommands.HandleJoin.Ordinary, Decision("Agree", authentication, "nobody")).ShouldFail(ErrorCodes.GroupParameter);
        alice.Call(GroupApplicationCommands.HandleInvite.Ordinary, Decision("Agree", authentication)).ShouldFail(ErrorCodes.GroupParameter);
        bob.Call(GroupApplicationCommands.HandleInvitation.Ordinary, $$"""{"GroupId":"{{group}}","Inviter_Account":"alice","HandleMsg":"Agree","Authentication":"x"}""").ShouldFail(ErrorCodes.GroupParameter);
        alice.Call(GroupApplicationCommands.HandleJoin.Ordinary, Decision("Agree", authentication)).ShouldBeOk();
        alice.Call(GroupApplicationCommands.HandleJoin.Ordinary, Decision("Reject", authentication)).ShouldFail(ErrorCodes.GroupApplicationHandled);

        Assert.Equal(["alice", "bob"], alice.Members(group).Names());
        Assert.Equal(WireGroupApplication.HandledBySelf, alice.Applications()[0].Long("Handled"));
    }

    [Fact]
    public void Nonsense_gets_a_code()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);
        const int wrong = ErrorCodes.GroupParameter;

        alice.Dismiss("").ShouldFail(ErrorCodes.GroupIdInvalid);
        alice.Dismiss("@TGS#_x@TOPIC#_y").ShouldFail(ErrorCodes.GroupIdInvalid);
        alice.Change(group, "\"Name\":\"\"").ShouldFail(wrong);
        alice.Change(group, "\"ShutUpAllMember\":\"Maybe\"").ShouldFail(wrong);
        alice.Change(group, "\"ApplyJoinOption\":\"Maybe\"").ShouldFail(wrong);
        alice.Change(group, "\"AppDefinedData\":[null]").ShouldFail(wrong);
        alice.Add(group).ShouldFail(wrong);
        alice.Add(group, [.. Enumerable.Range(0, 301).Select(static i => $"u{i}")]).ShouldFail(ErrorCodes.GroupTooManyAccounts);
        alice.Call(GroupMemberCommands.Add.Ordinary, $$"""{"GroupId":"{{group}}","MemberList":[null,{"Member_Account":"nobody","AppMemberDefinedData":[null]}]}""").ShouldFail(wrong);
        alice.Kick(group).ShouldFail(wrong);
        alice.Call(GroupMemberCommands.Delete.Ordinary, $$"""{"GroupId":"{{group}}","MemberToDel_Account":[null]}""").ShouldBeOk();
        alice.ChangeMember(group, "nobody", "\"NameCard\":\"x\"").ShouldFail(ErrorCodes.GroupUserUnknown);
        alice.ChangeMember(group, "alice", "\"MsgFlag\":\"Maybe\"").ShouldFail(wrong);
        alice.ChangeMember(group, "alice", "\"NameCard\":null").ShouldFail(wrong);
        alice.ChangeMember(group, "alice", "\"ShutUpTime\":-1").ShouldFail(wrong);
        alice.Members(group, ""","Limit":101""").ShouldFail(wrong);
        alice.Members(group, ""","Offset":-1""").ShouldFail(wrong);
        alice.Members(group, ""","Next":"-1" """).ShouldFail(wrong);
        alice.Members(group, ""","MemberRoleFilter":["Boss"]""").ShouldFail(wrong);
        alice.Call(GroupCommands.GetPublicInfo.Ordinary, """{"GroupIdList":[null]}""").ShouldFail(wrong);
        alice.Call(GroupApplicationCommands.GetPage.Ordinary, """{"StartTime":0,"Limit":0}""").ShouldFail(wrong);
        alice.Call(GroupApplicationCommands.DeleteNotices, """{"DelMsgList":[null]}""").ShouldFail(wrong);
        alice.Call(GroupApplicationCommands.DeleteNotices, """{"DelMsgList":[{"GroupId":"no such","MsgRandom":1}]}""").ShouldBeOk();
    }

    private List<(long Kind, long Number, long Random)> Kept(string user) => _server.Store.Read(connection =>
        GroupNotices.Read(connection, _server.AccountId(user), 0, long.MaxValue).ConvertAll(static item =>
            (Chat.Protocol.Commands.Wire.Read(item.MsgBody!.Value.Utf8.Span, GroupsJson.Default.GroupNoticeBody).ReportType!.Value + 0L, item.ClientSeq!.Value, item.MsgRandom)));
}
