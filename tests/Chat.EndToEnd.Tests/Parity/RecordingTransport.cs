using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Chat.Actors.Connection;
using Chat.Protocol.Frames;

namespace Chat.EndToEnd.Parity;

/// <summary>
/// A transport that keeps a copy of every frame it sends, and changes replies where a scenario wants it. Like the cloud it leaves out what only this project's
/// server says.
/// </summary>
internal sealed class RecordingTransport(IChatTransport inner, bool isLikeCloud) : IChatTransport
{
    private const int MaxFrameBytes = 1024 * 1024;

    /// <summary>What the official SDK ignores and the cloud does not send.</summary>
    private static readonly string[] OwnFields = ["MsgOrder", "HiddenOrder", "MsgGroupReadedSeq", "LastMsgSeq", "PromisedRecallCount", "IsWithheld"];

    private readonly ConcurrentQueue<RecordedFrame> _frames = new();
    private readonly ConcurrentDictionary<string, JsonObject> _changes = new(StringComparer.Ordinal);

    public IReadOnlyList<RecordedFrame> Frames => [.. _frames];

    /// <summary>From now on these fields take the place of those in the server's replies to a command; null for none.</summary>
    public void ChangeReplies(string command, JsonObject? fields)
    {
        if (fields is null)
        {
            _changes.TryRemove(command, out _);
        }
        else
        {
            _changes[command] = fields;
        }
    }

    public async Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken) =>
        new Connection(await inner.ConnectAsync(address, new Receiver(receiver, this), cancellationToken), _frames);

    private byte[] Change(byte[] message)
    {
        if (_changes.IsEmpty && !isLikeCloud)
        {
            return message;
        }

        var json = FrameCompression.IsCompressed(message) ? FrameCompression.Decompress(message, MaxFrameBytes) : message;
        var frame = JsonNode.Parse(json)!.AsObject();
        if (_changes.TryGetValue(Encoding.UTF8.GetString(ServerFrame.Parse(json).Command), out var fields))
        {
            foreach (var (name, value) in fields)
            {
                frame["body"]![name] = value?.DeepClone();
            }
        }

        if (isLikeCloud)
        {
            RemoveOwn(frame);
        }

        return Encoding.UTF8.GetBytes(frame.ToJsonString());
    }

    private static void RemoveOwn(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var one in list)
            {
                RemoveOwn(one);
            }
        }
        else if (node is JsonObject fields)
        {
            Array.ForEach(OwnFields, name => fields.Remove(name));
            foreach (var (_, value) in fields)
            {
                RemoveOwn(value);
            }
        }
    }

    private sealed class Connection(IChatConnection inner, ConcurrentQueue<RecordedFrame> frames) : IChatConnection
    {
        public void Send(ReadOnlyMemory<byte> message)
        {
            frames.Enqueue(RecordedFrame.Parse(message.Span));
            inner.Send(message);
        }

        public void Close(int closeCode) => inner.Close(closeCode);
    }

    private sealed class Receiver(IChatReceiver inner, RecordingTransport transport) : IChatReceiver
    {
        public void OnMessage(byte[] message) => inner.OnMessage(transport.Change(message));

        public ValueTask WaitForRoomAsync() => inner.WaitForRoomAsync();

        public void OnClosed() => inner.OnClosed();
    }
}
