using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Topics;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;

namespace Chat.Actors.Groups;

/// <summary>Topics of the community (wire reference, communities and topics §B2–B5).</summary>
internal sealed partial class GroupActor
{
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
            Context.Parent.Tell(new TopicsEnded(gone), Self);
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
        if (IsFresh(_topicsAt, _client.CloudConfig.TopicsKept) && (get.TopicIds.Count == 0 ? _hasAllTopics : get.TopicIds.All(id => CachedTopic(id) is not null)))
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
                var topic = KeepTopic(TopicMapping.Merge(CachedTopic(topicId), both));
                topics.Add(topic);
                Context.Parent.Tell(new TopicFetched(topic), Self);
            }
        }

        if (isAll)
        {
            // What a complete answer does not have is gone.
            ForgetTopics([.. _topics?.Keys.Except(topics.Select(static topic => topic.TopicId)) ?? []]);
        }

        if (topics.Count > 0)
        {
            _hasAllTopics = isAll || (_hasAllTopics && IsFresh(_topicsAt, _client.CloudConfig.TopicsKept));
            _topicsAt = _client.Options.Time.GetTimestamp();
        }

        return new TopicListResult(topics, failures);
    }

    /// <summary>After a reconnect the topics in which something was said lately are asked for; nobody is told.</summary>
    private void RefreshTopics()
    {
        _topicsAt = null;
        var since = (_client.ServerTime / 1000) - (long)_client.CloudConfig.TopicsActive.TotalSeconds;
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

    /// <summary>Told to the parent: the server has said how far a topic has got.</summary>
    internal sealed record TopicFetched(Topic Topic) : IEvent;

    /// <summary>This account has deleted topics.</summary>
    internal sealed record TopicsEnded(IReadOnlyList<string> TopicIds) : IEvent;
}
