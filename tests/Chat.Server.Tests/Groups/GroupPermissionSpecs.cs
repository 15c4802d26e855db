using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

/// <summary>What the type matrix denies (rules reference, limits §4), asked for past the guards of the SDK.</summary>
public sealed class GroupPermissionSpecs : IDisposable
{
    private const int Denied = ErrorCodes.GroupDenied;
    private const int Wrong = ErrorCodes.GroupParameter;

    private readonly TestServer _server = new();
    private readonly TestClient _owner;
    private readonly TestClient _admin;
    private readonly TestClient _member;
    private readonly TestClient _stranger;

    public GroupPermissionSpecs()
    {
        _owner = _server.Login("owner");
        _admin = _server.Login("admin");
        _member = _server.Login("member");
        _stranger = _server.Login("stranger");
        _server.Import("other", "newcomer");
    }

    public void Dispose() => _server.Dispose();

    /// <summary>Codes of the owner, an administrator (of Work a member), a member and somebody else, in this order; 0 is success.</summary>
    [Theory]
    [InlineData(GroupTypes.Work, 0, 0, 0, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void Name_is_changed_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.Change(group, $"\"Name\":\"by {client.User}\""));
    }

    [Theory]
    [InlineData(GroupTypes.Work, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void Custom_fields_and_invitations_are_changed_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.Change(group, $$"""
            "AppDefinedData":[{"Key":"by","Value":"{{client.User}}"}],"InviteJoinOption":"FreeAccess"
            """));
    }

    [Theory]
    [InlineData(GroupTypes.Work, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void Join_option_is_changed_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.Change(group, "\"ApplyJoinOption\":\"DisableApply\""));
    }

    [Theory]
    [InlineData(GroupTypes.Work, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void All_are_muted_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.Change(group, "\"ShutUpAllMember\":\"On\""));
    }

    [Theory]
    [InlineData(GroupTypes.Work, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void Members_are_muted_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.ChangeMember(group, "other", "\"ShutUpTime\":60"));
    }

    [Theory]
    [InlineData(GroupTypes.Work, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void Name_cards_and_fields_of_others_are_changed_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.ChangeMember(group, "other", "\"NameCard\":\"x\""));
        All(codes, client => client.ChangeMember(group, "other", """
            "AppMemberDefinedData":[{"Key":"a","Value":"b"}]
            """));
    }

    [Theory]
    [InlineData(GroupTypes.Work, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, Denied, Denied, Denied)]
    public void Administrators_are_made_by(string type, params int[] codes)
    {
        var group = Group(type);
        All(codes, client => client.ChangeMember(group, "other", "\"Role\":\"Admin\""));
    }

    [Theory]
    [InlineData(GroupTypes.Work, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Public, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, 0, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, Denied, Denied)]
    public void Members_are_removed_by(string type, params int[] codes)
    {
        foreach (var (client, code) in Callers().Zip(codes))
        {
            Assert.Equal(code, client.Kick(Group(type), "other").Code());
        }
    }

    [Theory]
    [InlineData(GroupTypes.Work, 0, 0, 0, Denied)]
    [InlineData(GroupTypes.Public, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, Denied, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, 0, 0, Denied)]
    public void Others_are_brought_in_by_default_by(string type, params int[] codes)
    {
        foreach (var (client, code) in Callers().Zip(codes))
        {
            Assert.Equal(code, client.Add(Group(type), "newcomer").Code());
        }
    }

    [Theory]
    [InlineData(GroupTypes.Work, Wrong, Wrong, Wrong, Denied)]
    [InlineData(GroupTypes.Public, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Meeting, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.AVChatRoom, 0, Denied, Denied, Denied)]
    [InlineData(GroupTypes.Community, 0, Denied, Denied, Denied)]
    public void Group_is_dismissed_by(string type, params int[] codes)
    {
        foreach (var (client, code) in Callers().Zip(codes))
        {
            Assert.Equal(code, client.Dismiss(Group(type)).Code());
        }
    }

    [Theory]
    [InlineData(GroupTypes.Work)]
    [InlineData(GroupTypes.Public)]
    [InlineData(GroupTypes.Meeting)]
    [InlineData(GroupTypes.Community)]
    public void Owner_hands_over_and_nobody_else(string type)
    {
        var group = Group(type);

        _admin.HandOver(group, "admin").ShouldFail(Denied);
        _stranger.HandOver(group, "stranger").ShouldFail(Denied);
        _owner.HandOver(group, "stranger").ShouldFail(ErrorCodes.GroupUserUnknown);
        _owner.HandOver(group, "nobody").ShouldFail(ErrorCodes.GroupUserUnknown);
        _owner.HandOver(group, "owner").ShouldFail(Wrong);
        _owner.HandOver(group, "member").ShouldBeOk();

        Assert.Equal(("Owner", "Member"), (_owner.Member(group, "member").Str("Role"), _owner.Member(group, "owner").Str("Role")));
    }

    [Theory]
    [InlineData(GroupTypes.Public)]
    [InlineData(GroupTypes.Meeting)]
    [InlineData(GroupTypes.Community)]
    public void Administrators_touch_neither_the_owner_nor_each_other(string type)
    {
        var group = Group(type);
        _owner.ChangeMember(group, "other", "\"Role\":\"Admin\"").ShouldBeOk();

        foreach (var user in new[] { "owner", "other" })
        {
            _admin.Kick(group, user).ShouldFail(Denied);
            _admin.ChangeMember(group, user, "\"ShutUpTime\":60").ShouldFail(Denied);
            _admin.ChangeMember(group, user, "\"NameCard\":\"x\"").ShouldFail(Denied);
        }

        _owner.ChangeMember(group, "owner", "\"ShutUpTime\":60").ShouldFail(Wrong);
        _owner.ChangeMember(group, "owner", "\"Role\":\"Member\"").ShouldFail(Wrong);
        _owner.ChangeMember(group, "other", "\"Role\":\"Owner\"").ShouldFail(Wrong);
        _owner.Kick(group, "owner").ShouldFail(Denied);
    }

    [Theory]
    [InlineData(GroupTypes.Public, ErrorCodes.GroupOwnerCannotQuit)]
    [InlineData(GroupTypes.Meeting, ErrorCodes.GroupOwnerCannotQuit)]
    [InlineData(GroupTypes.Community, ErrorCodes.GroupOwnerCannotQuit)]
    [InlineData(GroupTypes.Work, 0)]
    public void Owner_leaves(string type, int code) => Assert.Equal(code, _owner.Quit(Group(type)).Code());

    [Theory]
    [InlineData(GroupTypes.Work, Denied)]
    [InlineData(GroupTypes.Public, 0)]
    [InlineData(GroupTypes.Meeting, 0)]
    [InlineData(GroupTypes.Community, 0)]
    public void Stranger_asks_to_join(string type, int code)
    {
        var group = Group(type);

        Assert.Equal(code, _stranger.Join(group).Code());
        _member.Join(group).ShouldFail(ErrorCodes.GroupMemberExists);
    }

    [Fact]
    public void Only_members_read_the_members_and_count_them()
    {
        var group = Group(GroupTypes.Public);

        _stranger.Members(group).ShouldFail(Denied);
        _stranger.Call(GroupMemberCommands.GetSpecified.For(group), $$"""{"GroupId":"{{group}}","Member_List_Account":["owner"]}""").ShouldFail(Denied);
        _stranger.Call(GroupCommands.GetOnlineMemberCount.For(group), $$"""{"GroupId":"{{group}}"}""").ShouldFail(Denied);
        Assert.Equal(3, _member.Call(GroupCommands.GetOnlineMemberCount.For(group), $$"""{"GroupId":"{{group}}"}""").Long("OnlineMemberNum"));
    }

    [Fact]
    public void Role_custom_is_for_communities_and_receive_options_are_everybodys_own()
    {
        var group = Group(GroupTypes.Public);

        _owner.ChangeMember(group, "other", "\"Role\":\"Custom\"").ShouldFail(Denied);
        _owner.ChangeMember(group, "other", "\"MsgFlag\":\"Discard\"").ShouldFail(Denied);
        _owner.ChangeMember(Group(GroupTypes.Community), "other", "\"Role\":\"Custom\"").ShouldBeOk();
    }

    [Fact]
    public void Live_room_is_changed_by_its_owner_and_has_no_members_to_manage()
    {
        var room = _owner.CreateGroup(GroupTypes.AVChatRoom);

        _owner.Change(room, "\"Name\":\"new\"").ShouldBeOk();
        _stranger.Change(room, "\"Name\":\"mine\"").ShouldFail(Denied);
        _owner.Kick(room, "member").ShouldFail(Wrong);
        _owner.Add(room, "member").ShouldFail(Denied);
        _owner.ChangeMember(room, "owner", "\"NameCard\":\"x\"").ShouldFail(Denied);
        _owner.ChangeMember(room, "owner", "\"MsgFlag\":\"Discard\"").ShouldFail(Denied);
    }

    private void All(int[] codes, Func<TestClient, System.Text.Json.JsonElement> call) =>
        Assert.Equal(codes, Callers().Select(client => call(client).Code()));

    private TestClient[] Callers() => [_owner, _admin, _member, _stranger];

    private string Group(string type)
    {
        if (type == GroupTypes.AVChatRoom)
        {
            return _owner.CreateGroup(type);
        }

        var group = _owner.CreateGroup(type, "admin", "member", "other");
        if (type != GroupTypes.Work)
        {
            _owner.ChangeMember(group, "admin", "\"Role\":\"Admin\"").ShouldBeOk();
        }

        return group;
    }
}
