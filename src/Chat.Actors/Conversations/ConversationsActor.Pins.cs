using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>Pinned messages of groups and topics.</summary>
internal sealed partial class ConversationsActor
{
    private void OnGetPinned(ConversationsProtocol.GetPinnedMessages get)
    {
        var channel = (GroupChannel)ChannelOf(ConversationIds.OfGroup(get.GroupId));
        Ask(channel.GetPinned(), get.Promise, pinned =>
        {
            var sequences = pinned.Present().Select(static one => one.MsgSeq).Distinct().ToList();
            var known = _client.Messages.Values
                .Where(one => one.ConversationId == channel.ConversationId && one.Status == MessageStatus.Success && sequences.Contains(one.Order))
                .DistinctBy(static one => one.Order).ToDictionary(static one => one.Order);
            var unknown = sequences.Where(sequence => !known.ContainsKey(sequence)).ToList();
            if (unknown.Count == 0)
            {
                Answer(known);
                return;
            }

            Ask(channel.GetMessages(unknown), get.Promise, page =>
            {
                foreach (var message in page.Messages.Where(static one => !one.IsInvisible))
                {
                    known.TryAdd(message.Order, message);
                }

                Answer(known);
            });

            // As the SDK, which shows who has pinned them.
            void Answer(Dictionary<long, ChatMessage> messages) => NameUsers(
                pinned.Present().Select(static one => one.Pinner).Where(static pinner => !string.IsNullOrEmpty(pinner)),
                profiles => get.Promise.TrySetResult(
                [
                    .. pinned.Present().Where(one => messages.ContainsKey(one.MsgSeq)).Select(one => new PinnedMessage(
                        messages[one.MsgSeq], profiles.FirstOrDefault(profile => profile.UserId == one.Pinner) ?? new Profiles.Profile(one.Pinner ?? "", "", ""))),
                ]));
        });
    }

    private void OnPinned(string target, GroupTipBody tip)
    {
        var person = tip.MsgOperatorMemberExtraInfo;
        var by = new GroupTipMember(person?.UserId ?? tip.Operator ?? "", person?.NickName ?? "", person?.ImageUrl ?? "");
        if (tip is { OpType: GroupTipTypes.Pinned, PinnedMsg: { } wire })
        {
            var message = GroupMessageBody.ToMessage(target, wire, _me);
            _client.Publish(new PinnedGroupMessageUpdated(SdkAppId, _me, target, message.Id, message.Sequence, IsPinned: true, by, _client.Messages.GetValueOrDefault(message.Id) ?? message));
        }
        else if (tip is { OpType: GroupTipTypes.Unpinned, SdkGroupMessageId: { } name })
        {
            var id = ChatMessage.IdOf(name.SenderTinyId, name.ClientTime, name.Random);
            _client.Publish(new PinnedGroupMessageUpdated(SdkAppId, _me, target, id, name.MsgSeq, IsPinned: false, by, _client.Messages.GetValueOrDefault(id)));
        }
    }
}
