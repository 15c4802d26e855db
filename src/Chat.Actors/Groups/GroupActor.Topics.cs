using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Topics;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Topics;

namespace Chat.Actors.Groups;

/// <summary>Topics of the community (wire reference, communities and topics §B2–B5).</summary>
internal sealed partial class GroupActor
{
    private const int LastActiveSeconds = 3600;
    private static readonly TimeSpan TopicsKept = TimeSpan.FromSeconds(300);

    private Dictionary<string, Topic>? _topics;
    private long? _topicsAt;
    private bool _hasAllTopics;

    private bool HoldsTopics => _topics is { Count: > 0 };

    private void OnTopicCall(GroupsProtocol.IGroupCall call)
    {
        switch (call)
        {
            case GroupsProtocol.CreateTopic create:
                OnCreateTopic(create);
                break;
            case GroupsProtocol.DeleteTopics delete:
                OnDeleteTopics(delete);
                break;
            case GroupsProtocol.UpdateTopic update:
                OnUpdateTopic(update);
                break;
            case GroupsProtocol.GetTopics get:
                OnGetTopics(get);
                break;
            default:
                Unhandled(call);
                break;
        }
    }

    private void OnCreateTopic(GroupsProtocol.CreateTopic create)
    {
        var topic = create.Topic;
        var request = new CreateTopic
        {
            GroupId = _groupId,
            TopicId = topic.TopicId,
            TopicName = topic.TopicName,
            FaceUrl = topic.Avatar,
            CustomString = topic.CustomData,
            Notification = topic.Notification,
            Introduction = topic.Introduction,
        };
        Call(TopicCommands.Create, request, create.Promise, reply =>
        {
            if (string.IsNullOrEmpty(reply.TopicId))
            {
                create.Promise.Fail(new ChatError(ErrorCodes.UnexpectedReply, "the reply lacks the topic's ID"));
                return;
            }

            KeepTopic(new Topic
            {
                TopicId = reply.TopicId,
                TopicName = topic.TopicName,
                Avatar = topic.Avatar ?? "",
                CustomData = topic.CustomData ?? "",
                Notification = topic.Notification ?? "",
                Introduction = topic.Introduction ?? "",
            });
            create.Promise.TrySetResult(reply.TopicId);
        });
    }

    private void OnDeleteTopics(GroupsProtocol.DeleteTopics delete)
    {
        var request = new DestroyTopics { GroupId = _groupId, TopicIdList = [.. delete.TopicIds] };
        Call(TopicCommands.Destroy, request, delete.Promise, reply =>
        {
            var results = reply.DestroyResultItem.Present().ToList();
            string[] gone = [.. results.Where(static one => one.ErrorCode == 0).Select(static one => one.TopicId ?? "")];
            ForgetTopics(gone);
            delete.Promise.TrySetResult(new DeleteTopicsResult(
                gone,
                [.. results.Where(static one => one.ErrorCode != 0).Select(static one => new TopicFailure(one.TopicId ?? "", one.ErrorCode, one.ErrorInfo ?? ""))]));
        });
    }

    private void OnUpdateTopic(GroupsProtocol.UpdateTopic update)
    {
        var change = update.Change;
        var request = new ModifyTopic
        {
            GroupId = _groupId,
            TopicId = change.TopicId,
            TopicName = change.TopicName,
            FaceUrl = change.Avatar,
            CustomString = change.CustomData,
            Notification = change.Notification,
            Introduction = change.Introduction,
            ShutUpAllMember = change.MuteAllMembers is { } muted ? Switches.Of(muted) : null,
        };
        Call(TopicCommands.Modify, request, update.Promise, _ =>
        {
            if (CachedTopic(change.TopicId) is { } known)
            {
                KeepTopic(TopicMapping.Merge(known, change));
            }

            update.Promise.TrySetResult(CachedTopic(change.TopicId));
        });
    }

    private void OnGetTopics(GroupsProtocol.GetTopics get)
    {
        if (IsFresh(_topicsAt, TopicsKept) && (get.TopicIds.Count == 0 ? _hasAllTopics : get.TopicIds.All(id => CachedTopic(id) is not null)))
        {
            get.Promise.TrySetResult(new TopicListResult(
                get.TopicIds.Count == 0 ? [.. _topics?.Values.ToList() ?? []] : [.. get.TopicIds.Select(id => CachedTopic(id)!)], []));
            return;
        }

        Call(TopicCommands.Get, TopicsRequest(get.TopicIds), get.Promise, reply => get.Promise.TrySetResult(Adopt(reply, isAll: get.TopicIds.Count == 0)));
    }

    private GetTopics TopicsRequest(IReadOnlyList<string> topicIds) =>
        new() { GroupId = _groupId, TopicIdList = [.. topicIds], MemberInfoFilter = ["NoUnreadSeqList"] };

    private TopicListResult Adopt(TopicsReply reply, bool isAll)
    {
        var topics = new List<Topic>();
        var failures = new List<TopicFailure>();
        foreach (var both in reply.TopicAndSelfInfo.Present())
        {
            if (both.TopicInfo?.TopicId is not { Length: > 0 } topicId)
            {
                continue;
            }

            if (both.ErrorCode != 0)
            {
                failures.Add(new TopicFailure(topicId, both.ErrorCode, both.ErrorInfo ?? ""));
            }
            else
            {
                topics.Add(KeepTopic(TopicMapping.Merge(CachedTopic(topicId), both)));
            }
        }

        if (isAll)
        {
            // What a complete answer does not have is gone.
            ForgetTopics([.. _topics?.Keys.Except(topics.Select(static topic => topic.TopicId)) ?? []]);
        }

        if (topics.Count > 0)
        {
            _topicsAt = _client.Options.Time.GetTimestamp();
            _hasAllTopics = isAll || (_hasAllTopics && IsFresh(_topicsAt, TopicsKept));
        }

        return new TopicListResult(topics, failures);
    }

    /// <summary>After a reconnect the topics in which something was said lately are asked for; nobody is told.</summary>
    private void RefreshTopics()
    {
        _topicsAt = null;
        var since = (_client.ServerTime / 1000) - LastActiveSeconds;
        string[] active = [.. (_topics?.Values ?? Enumerable.Empty<Topic>()).Where(topic => topic.LastMessage?.Time > since).Select(static topic => topic.TopicId)];
        if (active.Length > 0)
        {
            Call(TopicCommands.Get, TopicsRequest(active), (reply, error) =>
            {
                if (error is null)
                {
                    Adopt(reply!, isAll: false);
                }
            });
        }
    }

    private void OnTopicPush(INews news)
    {
        switch (news)
        {
            case TopicsDoubted:
                _topicsAt = null;
                break;
            case TopicsDeleted deleted:
                ForgetTopics(deleted.TopicIds);
                break;
            case TopicMessage arrived:
                OnTopicMessage(arrived.Message, arrived.Excluded);
                break;
            case TopicTip tip:
                OnTopicTip(tip.Message, tip.Tip);
                break;
            case TopicRemindType changed:
                ChangeTopic(changed.TopicId, topic => topic with { SelfInfo = topic.SelfInfo with { MessageRemindType = changed.Option } });
                break;
            case TopicMentioned { Mention: var mention } mentioned:
                var at = new TopicMention(mention.From ?? "", mention.MsgSeq, mention.AtFlagList ?? [], mentioned.Random);
                ChangeTopic(mentioned.TopicId, topic => topic.GroupAtInfoList.Any(known => known.Sequence == at.Sequence)
                    ? topic
                    : topic with { GroupAtInfoList = [.. topic.GroupAtInfoList, at] });
                break;
            case TopicEdited edited:
                OnTopicEdited(edited.Message);
                break;
        }
    }

    private void OnTopicNews(GroupsProtocol.ITopicNews news)
    {
        switch (news)
        {
            case GroupsProtocol.TopicSent sent:
                ChangeTopic(sent.TopicId, topic => sent.Sequence < topic.NextMessageSequence
                    ? topic
                    : topic with
                    {
                        NextMessageSequence = sent.Sequence + 1, LastMessage = sent.Message, SelfInfo = topic.SelfInfo with { ReadSequence = sent.Sequence },
                    });
                break;
            case GroupsProtocol.TopicRead read:
                ChangeTopic(read.TopicId, topic => read.Sequence <= topic.SelfInfo.ReadSequence
                    ? topic
                    : topic with
                    {
                        SelfInfo = topic.SelfInfo with { ReadSequence = read.Sequence },
                        GroupAtInfoList = [.. topic.GroupAtInfoList.Where(at => at.Sequence > read.Sequence)],
                    });
                break;
            case GroupsProtocol.TopicRevoked revoked:
                ChangeTopic(revoked.TopicId, topic => topic with
                {
                    LastMessage = topic.LastMessage?.Sequence == revoked.Sequence
                        ? topic.LastMessage with { IsRevoked = true, Revoker = revoked.Revoker }
                        : topic.LastMessage,
                    SelfInfo = Exclude(topic.SelfInfo, revoked.Sequence),
                });
                break;
            case GroupsProtocol.TopicMentionsCleared cleared:
                ChangeTopic(cleared.TopicId, static topic => topic.GroupAtInfoList.Count == 0 ? topic : topic with { GroupAtInfoList = [] });
                break;
        }
    }

    private void OnTopicMessage(WireGroupMessage message, long[]? excluded)
    {
        if (message is not { GroupInfo.TopicId: { } topicId, OnlineOnlyFlag: not 1 })
        {
            return;
        }

        ChangeTopic(topicId, topic =>
        {
            var self = excluded is null ? topic.SelfInfo : topic.SelfInfo with { ExcludedUnreadSequences = excluded };
            if (message.SendMsgControl?.NoUnread == 1)
            {
                self = Exclude(self, message.MsgSeq);
            }

            if (message.MsgSeq < topic.NextMessageSequence || message.MsgSeq == long.MaxValue)
            {
                return topic with { SelfInfo = self };
            }

            // What another device of this account has said it has read.
            self = message.From == _me ? self with { ReadSequence = Math.Max(self.ReadSequence, message.MsgSeq) } : self;
            return topic with
            {
                NextMessageSequence = message.MsgSeq + 1,
                LastMessage = message.SendMsgControl?.NoLastMsg == 1 ? topic.LastMessage : TopicMapping.ToLast(message) ?? topic.LastMessage,
                SelfInfo = self,
            };
        });
    }

    private void OnTopicTip(WireGroupMessage message, GroupTipBody tip)
    {
        var topicId = message.GroupInfo!.TopicId!;
        ChangeTopic(topicId, topic => tip.OpType switch
        {
            GroupTipTypes.TopicChanged when tip.MsgTopicNewInfo is { } change => TopicMapping.Merge(topic, change),
            GroupTipTypes.MemberChanged when tip.MsgMemberInfo.Present().FirstOrDefault(one => (one.UserId ?? one.Account) == _me)?.ShutupTime is { } seconds =>
                topic with { SelfInfo = topic.SelfInfo with { MuteTime = seconds } },
            _ => topic,
        });
        if (message.Event != 6)
        {
            OnTopicMessage(message, null);
        }

        if (tip.OpType == GroupTipTypes.MemberChanged)
        {
            OnMuted([.. tip.MsgMemberInfo.Present()]);
        }
    }

    private void OnTopicEdited(ModifiedGroupMessage edit) => ChangeTopic(edit.TopicId!, topic =>
    {
        if (topic.LastMessage is not { } last || last.Sequence != edit.MsgSeq || last.Version >= edit.MsgVersion
            || edit.MsgBody.IsEmpty || Wire.Read(edit.MsgBody.Utf8.Span, MessagesJson.Default.WireElementArray).Present().FirstOrDefault() is not { } element)
        {
            return topic;
        }

        return topic with
        {
            LastMessage = last with
            {
                Type = element.MsgType ?? "", Payload = MessageBody.Read(element), CloudCustomData = edit.CloudCustomData ?? "", Version = edit.MsgVersion,
            },
        };
    });

    private static TopicSelf Exclude(TopicSelf self, long sequence) => sequence <= self.ReadSequence || self.ExcludedUnreadSequences.Contains(sequence)
        ? self
        : self with { ExcludedUnreadSequences = [.. self.ExcludedUnreadSequences.Where(known => known > self.ReadSequence), sequence] };

    private Topic? CachedTopic(string topicId) => _topics?.GetValueOrDefault(topicId);

    private Topic KeepTopic(Topic topic) => (_topics ??= new Dictionary<string, Topic>(StringComparer.Ordinal))[topic.TopicId] = topic;

    /// <summary>Changes a topic that is known and tells it, if it is another now.</summary>
    private void ChangeTopic(string topicId, Func<Topic, Topic> change)
    {
        if (CachedTopic(topicId) is { } known && change(known) is var changed && changed != known)
        {
            KeepTopic(changed);
            _client.Publish(new TopicUpdated(SdkAppId, _me, _groupId, changed));
        }
    }

    private void ForgetTopics(IReadOnlyList<string> topicIds)
    {
        foreach (var topicId in topicIds)
        {
            _topics?.Remove(topicId);
        }
    }

    internal sealed record TopicsDoubted : INews
    {
        public static TopicsDoubted Instance { get; } = new();
    }

    internal sealed record TopicsDeleted(IReadOnlyList<string> TopicIds) : INews;

    /// <param name="Message">A message with the topic in its header.</param>
    /// <param name="Excluded">Messages that do not count as unread; null leaves what is known.</param>
    internal sealed record TopicMessage(WireGroupMessage Message, long[]? Excluded) : INews;

    internal sealed record TopicTip(WireGroupMessage Message, GroupTipBody Tip) : INews;

    internal sealed record TopicRemindType(string TopicId, string Option) : INews;

    internal sealed record TopicMentioned(string TopicId, GroupAtTips Mention, long Random) : INews;

    internal sealed record TopicEdited(ModifiedGroupMessage Message) : INews;
}
