using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Push;

/// <summary>Frames that the server sends on its own account.</summary>
public static class PushFrame
{
    /// <summary>Carries users' events, one-to-one and group messages.</summary>
    public static ReadOnlySpan<byte> Command => "im_open_push.msg_push"u8;

    /// <summary>Carries kicks.</summary>
    public static ReadOnlySpan<byte> ForceOfflineCommand => "im_open_status.stat_forceoffline"u8;

    /// <summary>Writes a frame with one event.</summary>
    /// <param name="command">The command of the frame.</param>
    /// <param name="push">The kind of event.</param>
    /// <param name="payload">Its content.</param>
    /// <param name="position">What clients acknowledge; 0 for no acknowledgement.</param>
    public static byte[] Build<T>(ReadOnlySpan<byte> command, Push<T> push, T payload, long position = 0)
    {
        var output = new ArrayBufferWriter<byte>(256);
        ServerFrame.WriteStart(output, command, 0);
        using (var writer = new Utf8JsonWriter(output, Wire.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("EventArray"u8);
            writer.WriteStartObject();
            writer.WriteNumber("Event"u8, push.EventCode);
            if (push.PayloadKey.Length > 0)
            {
                writer.WritePropertyName(push.Utf8PayloadKey);
                JsonSerializer.Serialize(writer, payload, push.Payload);
            }
            else
            {
                using var fields = JsonDocument.Parse(Wire.ToBytes(payload, push.Payload));
                foreach (var field in fields.RootElement.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(field.Value), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteNumber("NeedAck"u8, position == 0 ? 0 : 1);
            if (position != 0)
            {
                writer.WriteString("SessionData"u8, position.ToString(CultureInfo.InvariantCulture));
            }

            writer.WriteEndObject();
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Build{T}(ReadOnlySpan{byte}, Push{T}, T, long)"/>
    public static byte[] Build<T>(Push<T> push, T payload, long position = 0) => Build(Command, push, payload, position);
}
