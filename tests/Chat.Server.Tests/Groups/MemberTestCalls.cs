using System.Text.Json;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

/// <summary>Groups and their members as raw frames.</summary>
internal static class MemberTestCalls
{
    public static JsonElement Join(this TestClient client, string group, string extra = "") =>
        client.Call(GroupCommands.Join.For(group), $$"""{"GroupId":"{{group}}"{{extra}}}""");

    public static JsonElement Quit(this TestClient client, string group) => client.Call(GroupCommands.Quit.For(group), $$"""{"GroupId":"{{group}}"}""");

    public static JsonElement Dismiss(this TestClient client, string group) => client.Call(GroupCommands.Destroy.For(group), $$"""{"GroupId":"{{group}}"}""");

    /// <param name="client">Who changes the group.</param>
    /// <param name="group">The group.</param>
    /// <param name="changes">Members of the request behind the group's ID.</param>
    public static JsonElement Change(this TestClient client, string group, string changes) =>
        client.Call(GroupCommands.Modify.For(group), $$"""{"GroupId":"{{group}}",{{changes}}}""");

    public static JsonElement HandOver(this TestClient client, string group, string to) =>
        client.Call(GroupCommands.ChangeOwner.For(group), $$"""{"GroupId":"{{group}}","NewOwner_Account":"{{to}}"}""");

    public static JsonElement Add(this TestClient client, string group, params string[] users) => client.Call(
        GroupMemberCommands.Add.For(group),
        $$"""{"GroupId":"{{group}}","MemberList":[{{string.Join(',', users.Select(static user => $$"""{"Member_Account":"{{user}}"}"""))}}]}""");

    public static int[] Results(this JsonElement reply) => [.. reply.Items("MemberList").Select(static item => (int)item.Long("Result"))];

    public static JsonElement Kick(this TestClient client, string group, params string[] users) =>
        client.Call(GroupMemberCommands.Delete.For(group), $$"""{"GroupId":"{{group}}","MemberToDel_Account":{{JsonSerializer.Serialize(users)}}}""");

    public static JsonElement ChangeMember(this TestClient client, string group, string user, string change) =>
        client.Call(GroupMemberCommands.Modify.For(group), $$"""{"GroupId":"{{group}}","Member_Account":"{{user}}",{{change}}}""");

    public static JsonElement Members(this TestClient client, string group, string extra = "") =>
        client.Call(GroupMemberCommands.GetPage.For(group), $$"""{"GroupId":"{{group}}","MemberInfoFilter":["Role"]{{extra}}}""");

    public static string[] Names(this JsonElement reply) => [.. reply.Items("MemberList").Select(static item => item.Str("Member_Account"))];

    public static JsonElement Member(this TestClient client, string group, string user) => client.Call(
        GroupMemberCommands.GetSpecified.For(group), $$"""{"GroupId":"{{group}}","Member_List_Account":["{{user}}"]}""").Items("MemberList")[0];

    public static JsonElement SendToGroup(this TestClient client, string group, long random, string text = "hi") => client.Call(
        GroupMessageCommands.Send.For(group), $$"""{"GroupId":"{{group}}","Random":{{random}},"MsgBody":{{TestClient.Text(text)}}}""");

    public static JsonElement[] Applications(this TestClient client, string extra = "") =>
        client.Call(GroupApplicationCommands.GetPage.Ordinary, $$"""{"StartTime":0,"Limit":20{{extra}}}""").Items("PendencyList");

    /// <summary>Kinds of the system notices that this socket was pushed so far.</summary>
    public static long[] NoticeKinds(this TestClient client, TestServer server) => [.. client.Tips(server, 5).Select(static item => item.GetProperty("MsgBody").Long("ReportType"))];

    /// <summary>Kinds of the tips that this socket was pushed so far.</summary>
    public static long[] TipKinds(this TestClient client, TestServer server) => [.. client.Tips(server, 4).Select(static item => item.GetProperty("MsgBody").Long("OpType"))];
}
