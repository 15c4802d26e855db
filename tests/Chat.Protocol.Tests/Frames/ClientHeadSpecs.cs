using System.Buffers;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using CsCheck;

namespace Chat.Protocol.Tests.Frames;

public sealed class ClientHeadSpecs
{
    private static readonly ClientHead BeforeLogin = new()
    {
        SdkAppId = 1400000001,
        Platform = ClientPlatform.Web,
        Identifier = "alice",
        UserSig = "eJyr*-_",
    };

    private static readonly ClientHead AfterLogin = BeforeLogin with { A2 = "token", TinyId = "144115198244471703", InstanceId = 77 };

    [Fact]
    public void Writes_the_head_of_the_sdk_before_login()
    {
        var frame = Write(BeforeLogin, MessageCommands.ReportRead, 99999999, 1700000000, """{"x":1}""");

        Assert.Equal(
            """{"head":{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","sdkappid":1400000001,"contenttype":"json","reqtime":1700000000,"identifier":"alice","usersig":"eJyr*-_","status_instid":0,"sdkability":75689843,"sdkability_ext":"","cappid":0,"cs":"""
            + Crc32Specs.BitByBit("""{"x":1}"""u8)
            + ""","servcmd":"openim.msgreaded","seq":99999999},"body":{"x":1}}""",
            frame);
    }

    [Fact]
    public void Writes_the_head_of_the_sdk_after_login()
    {
        var frame = Write(AfterLogin, SessionCommands.Heartbeat, 5, 1700000000, "{}");

        Assert.Equal(
            """{"head":{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","sdkappid":1400000001,"contenttype":"json","reqtime":1700000000,"a2":"token","tinyid":"144115198244471703","status_instid":77,"sdkability":75689843,"sdkability_ext":"","cappid":0,"cs":0,"servcmd":"heartbeat.alive","seq":5},"body":{}}""",
            frame);
    }

    [Fact]
    public void Statistics_carry_no_identity_and_no_content_type()
    {
        var head = Head(Write(AfterLogin, SessionCommands.Report, 5, 1700000000, "{}"));

        Assert.Equal("", head.GetProperty("contenttype").GetString());
        Assert.Equal("", head.GetProperty("identifier").GetString());
        Assert.Equal("", head.GetProperty("usersig").GetString());
        Assert.False(head.TryGetProperty("a2", out _));
        Assert.False(head.TryGetProperty("tinyid", out _));
        Assert.Equal(77, head.GetProperty("status_instid").GetInt32());
    }

    [Fact]
    public void File_commands_carry_the_signature_also_after_login()
    {
        var commands = CommandCatalog.All.Where(command => command.Name.StartsWith("im_cos_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, command =>
        {
            var head = Head(Write(AfterLogin, command, 5, 1700000000, "{}"));

            Assert.Equal("alice", head.GetProperty("identifier").GetString());
            Assert.Equal("eJyr*-_", head.GetProperty("usersig").GetString());
            Assert.False(head.TryGetProperty("a2", out _));
            Assert.False(head.TryGetProperty("tinyid", out _));
            Assert.Equal(77, head.GetProperty("status_instid").GetInt32());
        });
    }

    [Fact]
    public void Only_statistics_and_file_commands_go_without_token()
    {
        Assert.All(
            CommandCatalog.All.Where(command => command != SessionCommands.Report && !command.AuthenticatesBySignature),
            command => Assert.Equal("token", Head(Write(AfterLogin, command, 1, 1, "{}")).GetProperty("a2").GetString()));
    }

    [Fact]
    public void The_checksum_covers_the_bytes_of_the_body_as_sent()
    {
        const string body = """{ "Text" : "用户 😀 \u0041" }""";

        var frame = Write(AfterLogin, MessageCommands.Send, 1, 1, body);

        Assert.Equal(Crc32Specs.BitByBit(Encoding.UTF8.GetBytes(body)), Head(frame).GetProperty("cs").GetUInt32());
        Assert.EndsWith("\"body\":" + body + "}", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void Heartbeat_login_logout_acknowledgements_and_room_polls_have_no_checksum_and_all_others_have()
    {
        string[] without = ["heartbeat.alive", "im_open_status.wslogin", "im_open_status.wslogout", "openim.ws_msg_push_ack"];

        Assert.All(CommandCatalog.All, command =>
        {
            var expected = !without.Contains(command.Name) && !command.Name.EndsWith(".get_msg", StringComparison.Ordinal);
            var checksum = Head(Write(AfterLogin, command, 1, 1, "{}")).GetProperty("cs").GetUInt32();

            Assert.True(command.HasChecksum == expected, command.Name);
            Assert.Equal(expected ? Crc32Specs.BitByBit("{}"u8) : 0, checksum);
        });
    }

    [Fact]
    public void Waits_as_long_as_the_sdk_for_replies()
    {
        Assert.All(CommandCatalog.All, command => Assert.Equal(
            command.Name switch { "im_open_status.wslogin" => 90, "heartbeat.alive" => 3, _ => 15 }, command.Timeout.TotalSeconds));
    }

    [Fact]
    public void What_is_written_is_read_back_by_the_server()
    {
        var texts = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['一', '龥'], Gen.OneOf('"', '\\', '\n', '\t', '/', '\u2028', '\u3000')), 1, 32];
        var heads = Gen.Select(Gen.UInt, Gen.Int, Gen.UInt, texts, texts, texts.Null(), (app, platform, instance, user, sig, a2) => new ClientHead
        {
            SdkAppId = app,
            Platform = platform,
            InstanceId = instance,
            Identifier = user,
            UserSig = sig,
            A2 = a2,
            TinyId = "1",
        });

        Gen.Select(heads, Gen.Long).Sample((head, sequence) =>
        {
            var message = Encoding.UTF8.GetBytes(Write(head, ConversationCommands.GetPage, sequence, 1, """{"a":[1, 2]}"""));
            var frame = ClientFrame.Parse(message);

            Assert.Equal("recentcontact.page_get", Encoding.UTF8.GetString(frame.Command));
            Assert.Equal(sequence, frame.Sequence);
            Assert.Equal((head.SdkAppId, head.Platform, head.InstanceId), (frame.SdkAppId, frame.Platform, frame.InstanceId));
            Assert.Equal(head.A2 is null ? head.Identifier : "", Encoding.UTF8.GetString(frame.Identifier));
            Assert.Equal(head.A2 is null ? head.UserSig : "", Encoding.UTF8.GetString(frame.UserSig));
            Assert.Equal(head.A2 ?? "", Encoding.UTF8.GetString(frame.A2));
            Assert.Equal("""{"a":[1, 2]}""", Encoding.UTF8.GetString(frame.Body));
        }, iter: 1000);
    }

    private static string Write(ClientHead head, Command command, long sequence, long time, string body)
    {
        var output = new ArrayBufferWriter<byte>();
        head.WriteFrame(output, command, sequence, time, Encoding.UTF8.GetBytes(body));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonElement Head(string frame) => JsonDocument.Parse(frame).RootElement.GetProperty("head");
}
