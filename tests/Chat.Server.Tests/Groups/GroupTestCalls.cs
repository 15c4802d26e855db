using System.Text.Json;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

/// <summary>Attributes, counters and pushes of groups as raw frames.</summary>
internal static class GroupTestCalls
{
    /// <summary>Makes a group and gives its ID.</summary>
    public static string CreateGroup(this TestClient client, string type, params string[] members) => client.CreateGroup(type, "", members);

    public static string CreateGroup(this TestClient client, string type, string extra, string[] members)
    {
        var list = string.Join(',', members.Select(static member => $$"""{"Member_Account":"{{member}}"}"""));
        var reply = client.Call(
            type == GroupTypes.Community ? GroupCommands.Create.Community : GroupCommands.Create.Ordinary,
            $$"""{"Type":"{{type}}","Name":"a group","Owner_Account":"{{client.User}}","MemberList":[{{list}}]{{extra}}}""");
        reply.ShouldBeOk();
        return reply.Str("GroupId");
    }

    /// <summary>Changes attributes; a null version does not ask for the newest to be known.</summary>
    public static JsonElement ChangeAttributes(
        this TestClient client, GroupCommand<ChangeGroupAttributes, GroupAttributesReply> command, string group, long? version, string attributes) => client.Call(
        command.For(group),
        $$"""{"GroupId":"{{group}}","GroupAttr":{{attributes}},"AttrMainSeq":{{version ?? 0}},"AttrControl":[{{(version is null ? "" : "\"RaceConflict\"")}}]}""");

    public static JsonElement GetAttributes(this TestClient client, string group) => client.Call(
        GroupIds.IsOfCommunity(group) ? GroupAttributeCommands.GetOfCommunity : GroupAttributeCommands.Get, $$"""{"GroupId":"{{group}}","GroupType":0}""");

    /// <summary>Attributes as "key=value", in the order of the keys.</summary>
    public static string AttributesOf(this TestClient client, string group) => string.Join(
        ',', client.GetAttributes(group).Items("GroupAttrAry").Select(static item => $"{item.Str("key")}={item.Str("value")}"));

    public static (Protocol.Commands.Command Command, long Sequence) StartCount(this TestClient client, string group, string mode, string counters) => client.Start(
        GroupAttributeCommands.UpdateCounters.For(group), $$"""{"GroupId":"{{group}}","GroupCounter":{{counters}},"Mode":"{{mode}}"}""");

    public static JsonElement Count(this TestClient client, string group, string mode, string counters) => client.Wait(client.StartCount(group, mode, counters));

    public static JsonElement Count(this TestClient client, string group, string mode, string key, long value) =>
        client.Count(group, mode, $$"""[{"Key":"{{key}}","Value":{{value}}}]""");

    public static JsonElement GetCounters(this TestClient client, string group, string keys = "[]") =>
        client.Call(GroupAttributeCommands.GetCounters.For(group), $$"""{"GroupId":"{{group}}","GroupCounterKeys":{{keys}}}""");

    /// <summary>Counters as "key=value", in the order of the keys.</summary>
    public static string CountersOf(this TestClient client, string group) => string.Join(
        ',', client.GetCounters(group).Items("GroupCounter").Select(static item => $"{item.Str("Key")}={item.Long("Value")}"));

    /// <summary>Items of <c>GroupTips</c> with an event code that this socket was pushed so far, everything that anybody was answered before included.</summary>
    public static JsonElement[] Tips(this TestClient client, TestServer server, int eventCode) => client.Pushed(server, eventCode, "GroupTips");

    /// <summary>What this socket was pushed so far under a code and a name.</summary>
    public static JsonElement[] Pushed(this TestClient client, TestServer server, int eventCode, string key)
    {
        server.Settle();
        return [.. client.Socket.Pushes.SelectMany(static push => push.Json.Items("EventArray"))
            .Where(item => item.Long("Event") == eventCode && item.TryGetProperty(key, out _)).SelectMany(item => item.Items(key))];
    }
}
