using System.Text;
using System.Text.Json;
using Chat.Actors;
using Chat.Actors.Media;
using Chat.Actors.Messages;

namespace Chat.EndToEnd.Parity;

/// <summary>Messages with files, as <c>parity-media.mjs</c> makes them for the official SDK.</summary>
internal static class MediaSteps
{
    private const int BitmapHead = 54;

    /// <summary>Null for a message of another kind.</summary>
    public static ChatMessage? Make(JsonElement step, ChatClient account, string to, MessageContent content)
    {
        if (!step.TryGetProperty("file", out var file))
        {
            return null;
        }

        var source = SourceOf(file);
        return step.GetProperty("kind").GetString() switch
        {
            "image" => account.CreateImageMessage(to, source, content),
            "audio" => account.CreateAudioMessage(to, source, content),
            "video" => account.CreateVideoMessage(to, source, null, content),
            "file" => account.CreateFileMessage(to, source, content),
            _ => null,
        };
    }

    /// <summary>A picture of 24 bits per pixel, so that no encoder is needed.</summary>
    public static byte[] Bitmap(int width, int height)
    {
        var line = ((width * 3) + 3) / 4 * 4;
        var bytes = new byte[BitmapHead + (line * height)];
        "BM"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(2), bytes.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(10), BitmapHead);
        BitConverter.TryWriteBytes(bytes.AsSpan(14), 40);
        BitConverter.TryWriteBytes(bytes.AsSpan(18), width);
        BitConverter.TryWriteBytes(bytes.AsSpan(22), height);
        BitConverter.TryWriteBytes(bytes.AsSpan(26), (short)1);
        BitConverter.TryWriteBytes(bytes.AsSpan(28), (short)24);
        return bytes;
    }

    private static MediaSource SourceOf(JsonElement file) => MediaSource.FromBytes(Text(file, "name"), ContentOf(file)) with
    {
        ContentType = Text(file, "type"),
        CustomFileName = Text(file, "customFileName"),
        Duration = TimeSpan.FromSeconds(file.TryGetProperty("seconds", out var seconds) ? seconds.GetDouble() : 0),
    };

    private static byte[] ContentOf(JsonElement file)
    {
        if (file.TryGetProperty("picture", out var size))
        {
            return Bitmap(size[0].GetInt32(), size[1].GetInt32());
        }

        return file.TryGetProperty("base64", out var base64)
            ? base64.GetBytesFromBase64()
            : [.. Encoding.Latin1.GetBytes(Text(file, "start")), .. new byte[file.TryGetProperty("length", out var length) ? length.GetInt32() : 0]];
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
