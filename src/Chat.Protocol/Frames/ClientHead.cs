using System.Buffers;
using System.Text.Json;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Frames;

/// <summary>
/// The head that the web SDK puts on each frame. The constant fields are what SDK 3.6.6 sends; the variable ones follow the login state:
/// <see cref="Identifier"/> and <see cref="UserSig"/> until an A2 key is held, <see cref="A2"/> and <see cref="TinyId"/> afterwards; file commands go on with the former.
/// </summary>
public sealed record ClientHead
{
    /// <summary>The web SDK's own application and version numbers, sent in every head.</summary>
    public const int WebSdkAppId = 537048168;
    public const string WebSdkVersion = "1.7.3";
    public const int SdkAbility = 75689843;

    public required uint SdkAppId { get; init; }

    public required int Platform { get; init; }

    public string Identifier { get; init; } = "";

    public string UserSig { get; init; } = "";

    public string? A2 { get; init; }

    public string? TinyId { get; init; }

    /// <summary>Instance ID of the login reply; 0 before.</summary>
    public uint InstanceId { get; init; }

    /// <summary>Writes a complete frame.</summary>
    /// <param name="output">Receives the frame.</param>
    /// <param name="command">The command, which says whether a checksum is sent.</param>
    /// <param name="sequence">Number of this frame; the reply repeats it.</param>
    /// <param name="unixSeconds">The client's clock, <c>head.reqtime</c>.</param>
    /// <param name="body">The body as JSON text.</param>
    public void WriteFrame(IBufferWriter<byte> output, Command command, long sequence, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var writer = new Utf8JsonWriter(output, Wire.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartObject("head"u8);
        writer.WriteString("ver"u8, "v4"u8);
        writer.WriteNumber("platform"u8, Platform);
        writer.WriteNumber("websdkappid"u8, WebSdkAppId);
        writer.WriteString("websdkversion"u8, WebSdkVersion);
        writer.WriteNumber("sdkappid"u8, SdkAppId);
        writer.WriteString("contenttype"u8, command.HasIdentity ? "json"u8 : ""u8);
        writer.WriteNumber("reqtime"u8, unixSeconds);
        if (!command.HasIdentity)
        {
            writer.WriteString("identifier"u8, ""u8);
            writer.WriteString("usersig"u8, ""u8);
        }
        else if (A2 is null || command.AuthenticatesBySignature)
        {
            writer.WriteString("identifier"u8, Identifier);
            writer.WriteString("usersig"u8, UserSig);
        }
        else
        {
            writer.WriteString("a2"u8, A2);
            writer.WriteString("tinyid"u8, TinyId);
        }

        writer.WriteNumber("status_instid"u8, InstanceId);
        writer.WriteNumber("sdkability"u8, SdkAbility);
        writer.WriteString("sdkability_ext"u8, ""u8);
        writer.WriteNumber("cappid"u8, 0);
        writer.WriteNumber("cs"u8, command.HasChecksum ? Crc32.Compute(body) : 0);
        writer.WriteString("servcmd"u8, command.Utf8Name);
        writer.WriteNumber("seq"u8, sequence);
        writer.WriteEndObject();
        writer.WritePropertyName("body"u8);
        writer.WriteRawValue(body, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
