using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Push;

/// <summary>The body of a push, its events still as JSON text.</summary>
public sealed class PushBody
{
    private PushBody(bool needsAck, string sessionData, bool asksForSync, IReadOnlyList<PushEvent> events)
    {
        NeedsAck = needsAck;
        SessionData = sessionData;
        AsksForSync = asksForSync;
        Events = events;
    }

    /// <summary><c>NeedAck</c> 1: the client answers <c>openim.ws_msg_push_ack</c> with <see cref="SessionData"/>.</summary>
    public bool NeedsAck { get; }

    public string SessionData { get; }

    /// <summary><c>Flag</c> 1: the client also runs <c>openim.getmsg</c>.</summary>
    public bool AsksForSync { get; }

    public IReadOnlyList<PushEvent> Events { get; }

    /// <param name="body">JSON text.</param>
    /// <param name="dropped">Told of each event or item that was dropped because it does not have the declared shape; null for nobody.</param>
    /// <exception cref="FrameException">The body is not that of a push.</exception>
    public static PushBody Parse(ReadOnlySpan<byte> body, Action<string>? dropped = null)
    {
        try
        {
            return Read(body, dropped);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FrameException("The push is malformed: " + e.Message, e);
        }
    }

    /// <summary>Reads an <c>EventArray</c> that stands somewhere else than in a push.</summary>
    /// <param name="eventArray">JSON text.</param>
    /// <param name="dropped">As of <see cref="Parse"/>.</param>
    /// <exception cref="FrameException">It is not one.</exception>
    public static IReadOnlyList<PushEvent> ParseEvents(ReadOnlySpan<byte> eventArray, Action<string>? dropped = null)
    {
        try
        {
            var reader = new Utf8JsonReader(eventArray, Wire.ReaderOptions);
            var events = new List<PushEvent>(1);
            ReadEvents(ref reader, eventArray, events, dropped);
            return events;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FrameException("The events are malformed: " + e.Message, e);
        }
    }

    private static PushEvent ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        var code = 0;
        var key = "";
        var payload = default(RawJson);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Event"u8))
            {
                reader.Read();
                code = reader.GetInt32();
                continue;
            }

            var name = reader.GetString()!;
            var raw = ClientFrame.ReadRaw(ref reader, source);
            if (key.Length == 0 && raw[0] is (byte)'[' or (byte)'{')
            {
                key = name;
                payload = new RawJson(raw.ToArray());
            }
        }

        return new PushEvent(code, key, payload, new RawJson(source[start..(int)reader.BytesConsumed].ToArray()));
    }

    private static PushBody Read(ReadOnlySpan<byte> body, Action<string>? dropped)
    {
        var reader = new Utf8JsonReader(body, Wire.ReaderOptions);
        var events = new List<PushEvent>(1);
        var needsAck = false;
        var asksForSync = false;
        var sessionData = "";
        ClientFrame.ReadObjectStart(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("EventArray"u8))
            {
                ReadEvents(ref reader, body, events, dropped);
            }
            else if (reader.ValueTextEquals("NeedAck"u8))
            {
                reader.Read();
                needsAck = reader.TokenType == JsonTokenType.Number && reader.GetInt32() == 1;
            }
            else if (reader.ValueTextEquals("Flag"u8))
            {
                reader.Read();
                asksForSync = reader.TokenType == JsonTokenType.Number && reader.GetInt32() == 1;
            }
            else if (reader.ValueTextEquals("SessionData"u8))
            {
                reader.Read();
                sessionData = reader.GetString() ?? "";
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        ClientFrame.ReadEnd(ref reader);
        return new PushBody(needsAck, sessionData, asksForSync, events);
    }

    /// <summary>Elements that are no objects are passed over, and those with a number that is none.</summary>
    private static void ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, List<PushEvent> events, Action<string>? dropped)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FrameException("The EventArray of a push is not an array.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
            }
            else
            {
                var start = reader;
                try
                {
                    events.Add(ReadEvent(ref reader, source) with { Dropped = dropped });
                }
                catch (Exception e) when (e is InvalidOperationException or FormatException)
                {
                    dropped?.Invoke("An event of a push was dropped: " + e.Message);
                    reader = start;
                    reader.Skip();
                }
            }
        }
    }
}

/// <summary>One event of a push.</summary>
/// <param name="Code">Its number.</param>
/// <param name="Key">Name of the first object or array beside the number; "" if there is none.</param>
/// <param name="Payload">That object or array.</param>
/// <param name="Event">The whole event.</param>
public sealed record PushEvent(int Code, string Key, RawJson Payload, RawJson Event)
{
    /// <summary>Told of each item of the payload that was dropped because it does not have the declared shape.</summary>
    internal Action<string>? Dropped { get; init; }

    /// <summary>
    /// True if this is an event of <paramref name="push"/>; then <paramref name="payload"/> is its content. Where an item of a list does not have the declared shape
    /// there is a null.
    /// </summary>
    /// <exception cref="FrameException">The payload does not have the declared shape.</exception>
    public bool Is<T>(Push<T> push, out T payload)
    {
        var isWhole = push.PayloadKey.Length == 0;
        if ((push.NeedsCode && Code != push.EventCode) || !(isWhole || string.Equals(Key, push.PayloadKey, StringComparison.Ordinal)))
        {
            payload = default!;
            return false;
        }

        try
        {
            payload = ListItems.Read((isWhole ? Event : Payload).Utf8.Span, push.Payload, Dropped);
            return true;
        }
        catch (JsonException e)
        {
            throw new FrameException($"The event {Code} {Key} of a push is malformed: {e.Message}", e);
        }
    }
}
