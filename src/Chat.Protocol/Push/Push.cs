using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Chat.Protocol.Push;

/// <summary>
/// One kind of server push: an element of <c>EventArray</c> with an event code and one payload key. The SDK chooses by the payload key;
/// the code matters only where the wire reference says so: where kinds share a key, and where the fields stand in the event itself without one.
/// </summary>
public abstract class Push
{
    private readonly byte[] _utf8Key;

    private protected Push(int eventCode, string payloadKey, bool needsCode)
    {
        EventCode = eventCode;
        PayloadKey = payloadKey;
        NeedsCode = needsCode || payloadKey.Length == 0;
        _utf8Key = Encoding.ASCII.GetBytes(payloadKey);
    }

    public int EventCode { get; }

    /// <summary>"" where the event itself is the payload.</summary>
    public string PayloadKey { get; }

    /// <summary>True if only <see cref="EventCode"/> tells it from other kinds.</summary>
    public bool NeedsCode { get; }

    public ReadOnlySpan<byte> Utf8PayloadKey => _utf8Key;
}

/// <inheritdoc cref="Push"/>
public sealed class Push<TPayload>(int eventCode, string payloadKey, JsonTypeInfo<TPayload> payload, bool needsCode = false)
    : Push(eventCode, payloadKey, needsCode)
{
    public JsonTypeInfo<TPayload> Payload { get; } = payload;

    /// <summary>A push whose fields stand in the event itself; the code tells it from others.</summary>
    internal static Push<TPayload> OfEvent(int eventCode, JsonTypeInfo<TPayload> payload) => new(eventCode, "", payload);
}
