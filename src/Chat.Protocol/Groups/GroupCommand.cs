using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Groups;

/// <summary>
/// A command under the names of two services: <c>group_open_http_svc</c> for ordinary groups, <c>million_group_open_http_svc</c> for communities and their
/// topics (wire reference, groups §1.3).
/// </summary>
public sealed class GroupCommand<TRequest, TReply>(
    string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply, CommandLimit? limit = null)
    where TReply : Reply
{
    public Command<TRequest, TReply> Ordinary { get; } = new("group_open_http_svc." + name, request, reply) { Limit = limit };

    public Command<TRequest, TReply> Community { get; } = new("million_group_open_http_svc." + name, request, reply) { Limit = limit };

    /// <summary>True for receipts: a topic's ID stands in <c>GroupId</c>, and they go to the service of ordinary groups (wire reference, group messages §10).</summary>
    public bool TakesTopicForGroup { get; init; }

    /// <summary>The name for a group or topic; a topic's ID counts as its community's unless <see cref="TakesTopicForGroup"/>.</summary>
    public Command<TRequest, TReply> For(string groupId) =>
        GroupIds.IsOfCommunity(groupId) && !(TakesTopicForGroup && GroupIds.IsTopic(groupId)) ? Community : Ordinary;
}
