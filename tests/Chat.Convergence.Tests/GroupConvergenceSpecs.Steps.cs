using Chat.Actors;
using Chat.Actors.Conversations;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;

namespace Chat.Convergence;

/// <summary>What a device does in a step.</summary>
public sealed partial class GroupConvergenceSpecs
{
    private enum Kind
    {
        Send,
        SendQuietly,
        SendUnshown,
        Mention,
        MentionAll,
        Read,
        OpenHistory,
        Recall,
        Edit,
        Delete,
        Clear,
        PinMessage,
        UnpinMessage,
        PinConversation,
        UnpinConversation,
        Mark,
        Join,
        Leave,
        Kick,
        Add,
        Mute,
        Unmute,
        MuteAll,
        UnmuteAll,
        Rename,
        SetNameCard,
        Promote,
        Demote,
        SetAttribute,
        DeleteAttributes,
        IncreaseCounter,
        SetReceiveOption,
        OpenTopics,
        Disconnect,
        Connect,
        TimePasses,
    }

    private void Step(Device device, Kind kind, int back, bool inTopic)
    {
        switch (kind)
        {
            case Kind.Disconnect:
                Disconnect(device);
                break;
            case Kind.Connect:
                Connect(device);
                break;
            case Kind.TimePasses:
                Pass(1);
                break;
            default:
                if (IsAvailable(device))
                {
                    Try(() => Message(device, kind, back, inTopic) ?? Govern(device, kind, back, inTopic) ?? Task.CompletedTask);
                }

                break;
        }
    }

    /// <summary>Steps in the conversation; null for others.</summary>
    private Task? Message(Device device, Kind kind, int back, bool inTopic)
    {
        var client = device.Client;
        var target = MessageTarget.Group(inTopic ? TopicId : GroupId);
        var conversation = ConversationIds.OfGroup(target.Id);
        switch (kind)
        {
            case Kind.Send or Kind.SendQuietly or Kind.SendUnshown:
                return client.SendMessageAsync(
                    client.CreateTextMessage(target, $"{device.Host} says {back}"),
                    new SendOptions { ExcludedFromUnreadCount = kind == Kind.SendQuietly, ExcludedFromLastMessage = kind == Kind.SendUnshown });
            case Kind.Mention or Kind.MentionAll:
                return client.SendMessageAsync(
                    client.CreateTextAtMessage(target, $"{device.Host} calls {back}", [kind == Kind.Mention ? device.Peer : GroupIds.AtAll]));
            case Kind.Read:
                return client.SetMessageReadAsync(conversation);
            case Kind.OpenHistory:
                return client.GetMessageListAsync(conversation);
            case Kind.Recall when Pick(device, conversation, back) is { IsRevoked: false } message:
                return client.RevokeMessageAsync(message);
            case Kind.Edit when Pick(device, conversation, back) is { Flow: MessageFlow.Out, IsRevoked: false, Payload: TextPayload } message:
                return client.ModifyMessageAsync(message with { Payload = new TextPayload($"edited {message.Version + 1}") });
            case Kind.Delete when Pick(device, conversation, back) is { } message:
                return client.DeleteMessagesAsync([message]);
            case Kind.Clear:
                return client.ClearHistoryMessageAsync(conversation);
            case Kind.PinMessage or Kind.UnpinMessage when Pick(device, conversation, back) is { } message:
                return client.PinGroupMessageAsync(message, kind == Kind.PinMessage);
            case Kind.PinConversation or Kind.UnpinConversation when !inTopic:
                return client.PinConversationAsync(conversation, kind == Kind.PinConversation);
            case Kind.Mark when !inTopic:
                return client.MarkConversationAsync([conversation], 1UL << (back * 10), back % 2 == 0);
            case Kind.SetReceiveOption:
                return client.SetMessageRemindTypeAsync(target.Id, (RemindType)(back % 5));
            default:
                return null;
        }
    }

    /// <summary>Steps in the group itself, or the community; null for others.</summary>
    private Task? Govern(Device device, Kind kind, int back, bool inTopic)
    {
        var client = device.Client;
        var group = inTopic ? CommunityId : GroupId;
        return kind switch
        {
            Kind.Join => client.JoinGroupAsync(group),
            Kind.Leave => client.QuitGroupAsync(group),
            Kind.Kick => client.DeleteGroupMemberAsync(group, [device.Peer]),
            Kind.Add => client.AddGroupMemberAsync(group, [device.Peer]),
            Kind.Mute => client.SetGroupMemberMuteTimeAsync(group, device.Peer, TimeSpan.FromSeconds(1 + (back * 1000))),
            Kind.Unmute => client.SetGroupMemberMuteTimeAsync(group, device.Peer, TimeSpan.Zero),
            Kind.MuteAll or Kind.UnmuteAll when inTopic =>
                client.UpdateTopicProfileAsync(new TopicUpdate { GroupId = CommunityId, TopicId = TopicId, MuteAllMembers = kind == Kind.MuteAll }),
            Kind.MuteAll or Kind.UnmuteAll => client.UpdateGroupProfileAsync(new GroupUpdate { GroupId = group, MuteAllMembers = kind == Kind.MuteAll }),
            Kind.Rename when inTopic && back > 2 => client.UpdateTopicProfileAsync(new TopicUpdate { GroupId = CommunityId, TopicId = TopicId, TopicName = $"topic {back}" }),
            Kind.Rename => client.UpdateGroupProfileAsync(new GroupUpdate { GroupId = group, Name = $"name {back}" }),
            Kind.SetNameCard => client.SetGroupMemberNameCardAsync(group, $"card {back}"),
            Kind.Promote => client.SetGroupMemberRoleAsync(group, device.Peer, GroupRoles.Admin),
            Kind.Demote => client.SetGroupMemberRoleAsync(group, device.Peer, GroupRoles.Member),
            Kind.SetAttribute => client.SetGroupAttributesAsync(group, new Dictionary<string, string> { [$"key {back % 2}"] = $"{device.Host} {back}" }),
            Kind.DeleteAttributes => client.DeleteGroupAttributesAsync(group, back > 2 ? [$"key {back % 2}"] : null),
            Kind.IncreaseCounter => client.IncreaseGroupCounterAsync(group, $"counter {back % 2}", back + 1),
            Kind.OpenTopics => client.GetTopicListAsync(CommunityId),
            _ => null,
        };
    }

    private void Try(Func<Task> call)
    {
        try
        {
            Finish(call());
        }
        catch (ChatException)
        {
            // Refused before anything was sent.
        }
    }
}
