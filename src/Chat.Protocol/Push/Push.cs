using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Chat.Protocol.Push;

/// <summary>
/// One kind of server push: an element of <c>EventArray</c> with an event code and one payload key. The SDK chooses by the payload key;
/// the code matters only where the wire reference says so: there the fields stand in the event itself and there is no payload key.
/// </summary>
public abstract class Push
{
    private readonly byte[] _utf8Key;

    private protected Push(int eventCode, string payloadKey)
    {
        EventCode = eventCode;
        PayloadKey = payloadKey;
        _utf8Key = Encoding.ASCII.GetBytes(payloadKey);
    }

    public int EventCode { get; }

    /// <summary>"" where the event itself is the payload.</summary>
    public string PayloadKey { get; }

    public ReadOnlySpan<byte> Utf8PayloadKey => _utf8Key;
}

/// <inheritdoc cref="Push"/>
public sealed class Push<TPayload>(int eventCode, string payloadKey, JsonTypeInfo<TPayload> payload) : Push(eventCode, payloadKey)
{
    public JsonTypeInfo<TPayload> Payload { get; } = payload;

    /// <summary>A push whose fields stand in the event itself; the code tells it from others.</summary>
    internal static Push<TPayload> OfEvent(int eventCode, JsonTypeInfo<TPayload> payload) => new(eventCode, "", payload);
}
