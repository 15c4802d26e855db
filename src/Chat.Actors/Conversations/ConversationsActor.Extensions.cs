using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Key-value pairs on messages. A writer must name the sequence it knows of a key, so what was seen last is remembered.</summary>
internal sealed partial class ConversationsActor
{
    private const int MaxMessagesWithExtensions = 256;

    private RecentMap<string, KnownExtensions>? _extensions;

    private KnownExtensions ExtensionsOf(string messageId) =>
        (_extensions ??= new RecentMap<string, KnownExtensions>(MaxMessagesWithExtensions)).GetOrAdd(messageId);

    private void OnChangeExtensions(ConversationsProtocol.ChangeExtensions change)
    {
        var message = change.Message;
        var known = ExtensionsOf(message.Id);
        var pairs = change.Pairs?.Select(pair => new MessageExtension { Key = pair.Key, Value = pair.Value, Seq = known.SequenceOf(pair.Key) }).ToArray();
        Ask(ChannelOf(message.ConversationId).SetExtensions(message, change.Operation, pairs), (reply, error) =>
        {
            if (error is not null)
            {
                change.Promise.Fail(error);
                return;
            }

            var results = reply!.ExtensionList.Present().Where(static one => one.Extension?.Key is not null).ToList();
            known.Take(results.Select(static one => one.Extension));
            known.Latest = reply.Seq;
            change.Promise.TrySetResult([.. results.Select(static one => new MessageExtensionResult(one.Code, one.Extension.Key, one.Extension.Value ?? ""))]);
        });
    }

    private void OnGetExtensions(ConversationsProtocol.GetExtensions get)
    {
        var known = ExtensionsOf(get.Message.Id);
        GetExtensions(get, known, known.IsFetched ? known.Latest : null, MessageExtension.MaxPerMessage);
    }

    /// <param name="pagesLeft">A server that never ends is left.</param>
    private void GetExtensions(ConversationsProtocol.GetExtensions get, KnownExtensions known, long? since, int pagesLeft)
    {
        Ask(ChannelOf(get.Message.ConversationId).GetExtensions(get.Message, since), (reply, error) =>
        {
            if (error is not null)
            {
                get.Promise.Fail(error);
                return;
            }

            var page = reply!.ExtensionList.Present().Where(static one => one.Key is not null).ToList();
            known.Take(page);
            known.Clear(reply.ClearSeq);
            known.Latest = reply.LatestSeq;
            if (reply.CompleteFlag == 1)
            {
                known.IsFetched = true;
                get.Promise.TrySetResult(known.ToPairs(get.Keys));
            }
            else if (page.Count == 0 || pagesLeft == 0)
            {
                get.Promise.Fail(new ChatError(ErrorCodes.UnexpectedReply, "the extensions have no end"));
            }
            else
            {
                GetExtensions(get, known, page[^1].Seq + 1, pagesLeft - 1);
            }
        });
    }

    private void OnExtensions(ExtensionsNotification notification)
    {
        var id = notification.ExtensionGroupMsgInfo is { } ofGroup
            ? ChatMessage.IdOf(notification.TinyId, ofGroup.MsgClientTime, ofGroup.MsgRandom)
            : ChatMessage.IdOf(notification.TinyId, notification.ExtensionC2cMsgInfo?.MsgClientTime ?? 0, notification.ExtensionC2cMsgInfo?.MsgRandom ?? 0);
        var known = ExtensionsOf(id);
        known.Latest = notification.LatestSeq ?? notification.MsgLastSeq;
        var pairs = (notification.MsgOptType == SetExtensions.SetKeys ? notification.SetKVInfo : notification.DeleteKVInfo)
            .Present().SelectMany(static one => one.MsgKeyValue.Present()).Where(static one => one.Key is not null).ToList();
        switch (notification.MsgOptType)
        {
            case SetExtensions.SetKeys:
                known.Take(pairs);
                var updated = pairs.DistinctBy(static one => one.Key).ToDictionary(static one => one.Key, static one => one.Value ?? "");
                _client.Publish(new MessageExtensionsUpdated(SdkAppId, _me, id, updated));
                break;
            case SetExtensions.DeleteKeys:
                known.Take(pairs.Select(static one => one with { Value = "" }));
                _client.Publish(new MessageExtensionsDeleted(SdkAppId, _me, id, [.. pairs.Select(static one => one.Key)]));
                break;
            case SetExtensions.Clear:
                var gone = notification.ClearKVInfo.Present().SelectMany(clear => known.Clear(clear.ClearMsgSeq)).ToList();
                _client.Publish(new MessageExtensionsDeleted(SdkAppId, _me, id, [.. gone]));
                break;
        }
    }

    /// <summary>Pushes were missed: the next question is for everything.</summary>
    private void DistrustExtensions()
    {
        foreach (var known in _extensions?.Values ?? [])
        {
            known.IsFetched = false;
        }
    }

    /// <summary>The pairs of one message as far as they were seen.</summary>
    private sealed class KnownExtensions
    {
        private readonly Dictionary<string, MessageExtension> _pairs = new(StringComparer.Ordinal);

        /// <summary>Everything up to <see cref="Latest"/> is here.</summary>
        public bool IsFetched { get; set; }

        /// <summary>The newest sequence on the server.</summary>
        public long Latest { get; set; }

        /// <summary>0 for a key that is not known.</summary>
        public long SequenceOf(string key) => _pairs.GetValueOrDefault(key)?.Seq ?? 0;

        public void Take(IEnumerable<MessageExtension> pairs)
        {
            foreach (var pair in pairs)
            {
                if (pair.Seq >= SequenceOf(pair.Key) && (_pairs.Count < MessageExtension.MaxPerMessage || _pairs.ContainsKey(pair.Key)))
                {
                    _pairs[pair.Key] = pair;
                }
            }
        }

        /// <returns>The keys that had a value until now.</returns>
        public List<string> Clear(long upTo)
        {
            var gone = _pairs.Values.Where(one => one.Seq <= upTo).ToList();
            gone.ForEach(one => _pairs.Remove(one.Key));
            return [.. gone.Where(static one => !string.IsNullOrEmpty(one.Value)).Select(static one => one.Key)];
        }

        /// <param name="keys">Null for all.</param>
        public Dictionary<string, string> ToPairs(IReadOnlyList<string>? keys) =>
            _pairs.Values.Where(one => !string.IsNullOrEmpty(one.Value) && keys?.Contains(one.Key) != false).ToDictionary(static one => one.Key, static one => one.Value);
    }
}
