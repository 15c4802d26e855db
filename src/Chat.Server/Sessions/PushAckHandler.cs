using System.Buffers.Text;
using System.Text.Json;
using Chat.Protocol.Frames;
using Chat.Server.Commands;

namespace Chat.Server.Sessions;

/// <summary><c>openim.ws_msg_push_ack</c>: <c>SessionData</c> is the position up to which the client has everything. Nobody waits for a reply.</summary>
internal sealed class PushAckHandler : IFrameHandler
{
    public void Handle(Session session, CommandEntry entry, in ClientFrame frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame.Body);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("SessionData"u8) && reader.Read()
                    && reader.TokenType == JsonTokenType.String
                    && Utf8Parser.TryParse(reader.ValueSpan, out long position, out var used) && used == reader.ValueSpan.Length)
                {
                    session.Acknowledge(position);
                    return;
                }
            }
        }
        catch (JsonException)
        {
            // A damaged acknowledgement acknowledges nothing: the messages are synchronized again.
        }
    }
}
