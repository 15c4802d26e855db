using System.Net;
using System.Text.Json;
using Chat.Actors.Events;
using Chat.Actors.Media;
using Chat.Actors.Messages;
using Chat.Protocol.Apps;
using Chat.Protocol.Errors;
using Chat.Protocol.Media;
using Chat.Protocol.Messages;

namespace Chat.Actors.Tests.Media;

public sealed class UploadSpecs : MediaSpec
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void File_is_signed_uploaded_and_sent_with_its_download_address()
    {
        var alice = LogIn();
        LogIn("bob");
        var (bytes, progress) = (Bytes(300_000), new Progress());

        var sent = Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("Report.PDF", bytes), onProgress: progress)));

        var payload = Assert.IsType<FilePayload>(sent.Payload);
        Assert.Equal(("Report.PDF", 300_000L, MessageStatus.Success), (payload.FileName, payload.FileSize, sent.Status));
        Assert.Equal(bytes, Files[payload.FileUrl]);
        Assert.Equal(payload, Assert.Single(Assert.Single(EventsOf<MessageReceived>("bob")).Messages).Payload);
        Assert.Equal(progress.Values.Order().Distinct(), progress.Values);
        Assert.Equal(1, progress.Values[^1]);
    }

    [Fact]
    public void Sign_request_is_that_of_the_SDK()
    {
        var alice = LogIn();

        Done(alice.SendMessageAsync(alice.CreateAudioMessage("bob", File("voice.mp3", Bytes(10)))));

        var body = Assert.Single(Gateway.RequestsFor("im_cos_msg.pre_sig")).Body.ToString();
        Assert.Matches("""^{"file_type":3,"file_name":"[0-9a-f]{32}-[0-9]{1,6}\.mp3","upload_method":0,"Duration":900}$""", body);
    }

    [Fact]
    public void Recording_and_video_have_their_length_in_seconds()
    {
        var alice = LogIn();

        var audio = Done(alice.SendMessageAsync(alice.CreateAudioMessage("bob", File("a.mp3", Bytes(9)) with { Duration = TimeSpan.FromSeconds(2.9) })));
        var video = Done(alice.SendMessageAsync(alice.CreateVideoMessage("bob", File("a.mp4", Bytes(9)) with { Duration = TimeSpan.FromSeconds(6.6) })));

        Assert.Equal((2, 9L), (((AudioPayload)audio.Payload).Second, ((AudioPayload)audio.Payload).Size));
        var payload = (VideoPayload)video.Payload;
        Assert.Equal((7, 9L, "mp4", "", 200, 200), (payload.VideoSecond, payload.VideoSize, payload.VideoFormat, payload.ThumbUrl, payload.ThumbWidth, payload.ThumbHeight));
    }

    [Fact]
    public void Own_snapshot_of_a_video_is_uploaded_before_it()
    {
        var alice = LogIn();

        var sent = Done(alice.SendMessageAsync(alice.CreateVideoMessage("bob", File("a.mp4", Bytes(9)), File("a.bmp", Bitmap(640, 360)))));

        var payload = (VideoPayload)sent.Payload;
        Assert.Equal((640, 360, 100L, "bmp"), (payload.ThumbWidth, payload.ThumbHeight, payload.ThumbSize, payload.ThumbFormat));
        Assert.Equal(Bitmap(640, 360), Files[payload.ThumbUrl]);
    }

    [Fact]
    public void Picture_without_promised_sizes_gets_scaled_addresses()
    {
        var alice = LogIn();

        var sent = Done(alice.SendMessageAsync(alice.CreateImageMessage("bob", File("a.bmp", Bitmap(1000, 900)))));

        var payload = (ImagePayload)sent.Payload;
        var address = payload.Images[0].Url;
        Assert.Equal(4, payload.ImageFormat);
        Assert.Equal(
            [
                new(1, 100, 1000, 900, address),
                new(3, 0, 220, 198, address + "?imageView2/3/w/198/h/198"),
                new(2, 0, 800, 720, address + "?imageView2/3/w/720/h/720"),
            ],
            payload.Images);
    }

    [Fact]
    public void Promised_sizes_are_looked_at_once()
    {
        var alice = LogIn();
        Gateway.PromisesSizes = true;
        var source = File("a.bmp", Bitmap(1600, 1200)) with { CustomFileName = "mine.bmp" };
        (Files["http://files/thumb/mine.bmp"], Files["http://files/large/mine.bmp"]) = (Bitmap(264, 198), Bitmap(960, 720));

        var sent = Done(alice.SendMessageAsync(alice.CreateImageMessage("bob", source)));

        Assert.Equal(
            [new(1, 100, 1600, 1200, "http://files/mine.bmp"), new(3, 0, 264, 198, "http://files/thumb/mine.bmp"), new(2, 0, 960, 720, "http://files/large/mine.bmp")],
            ((ImagePayload)sent.Payload).Images);
        Assert.Equal(3, Files.Requests.Count);
    }

    [Fact]
    public void With_a_file_proxy_sizes_are_asked_for_and_addresses_get_https()
    {
        var alice = LogIn(change: options => options with { FileUploadProxy = "http://proxy" });
        Gateway.FileHost = "https://files";

        var image = Done(alice.SendMessageAsync(alice.CreateImageMessage("bob", File("a.bmp", Bitmap(2, 2)) with { CustomFileName = "a" })));
        var file = Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("b.txt", Bytes(5)) with { CustomFileName = "b" })));

        Assert.Equal([(1600, 1200), (264, 198), (960, 720)], ((ImagePayload)image.Payload).Images.Select(one => (one.Width, one.Height)));
        Assert.Equal(["PUT http://proxy/a", "PUT http://proxy/b"], Files.Requests);
        var address = ((FilePayload)file.Payload).FileUrl;
        Assert.Equal(("https://files/b", "http://proxy/b"), (address, alice.GetDownloadAddress(address)));
        Assert.Equal(
            ["im_cos_msg.simple_sig", "im_cos_msg.get_imageinfo", "im_cos_msg.simple_sig"],
            Gateway.CommandsOf("alice").Where(one => one.StartsWith("im_cos", StringComparison.Ordinal)));
    }

    [Fact]
    public void File_that_is_there_already_is_not_uploaded()
    {
        var alice = LogIn(change: options => options with { FileUploadProxy = "http://proxy" });
        Gateway.HasFiles = true;

        var sent = Done(alice.SendMessageAsync(alice.CreateImageMessage("bob", File("a.bmp", Bitmap(2, 2)))));

        Assert.Equal(1600, ((ImagePayload)sent.Payload).Images[0].Width);
        Assert.Empty(Files.Requests);
    }

    [Fact]
    public void Refused_upload_goes_to_the_other_host()
    {
        var alice = LogIn(change: options => options with { ProxyServer = null });
        (Gateway.UploadIp, Gateway.FileHost) = ("10.0.0.1", "https://files");
        Files.Refuse(HttpStatusCode.BadGateway);

        var sent = Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("b.txt", Bytes(5)) with { CustomFileName = "b" })));

        Assert.Equal(["PUT https://files/b", "PUT https://10.0.0.1/b"], Files.Requests);
        Assert.Equal("https://files/b", ((FilePayload)sent.Payload).FileUrl);
    }

    [Theory]
    [InlineData("photo.tif", 100, ErrorCodes.ImageTypeUnsupported)]
    [InlineData("photo.png", 0, ErrorCodes.FileEmpty)]
    [InlineData("photo.png", 20 * Megabyte, ErrorCodes.ImageTooLarge)]
    public void Picture_is_checked_before_anything_is_asked(string name, long size, int code) =>
        AssertRefused(code, (client, file) => client.CreateImageMessage("bob", file), name, size);

    [Theory]
    [InlineData("a.avi", 100, ErrorCodes.VideoTypeUnsupported)]
    [InlineData("a.mp4", 0, ErrorCodes.FileEmpty)]
    [InlineData("a.mp4", (100 * Megabyte) + 1, ErrorCodes.VideoTooLarge)]
    public void Video_is_checked_before_anything_is_asked(string name, long size, int code) =>
        AssertRefused(code, (client, file) => client.CreateVideoMessage("bob", file), name, size);

    [Fact]
    public void Recording_and_file_are_checked_before_anything_is_asked()
    {
        AssertRefused(ErrorCodes.AudioTooLarge, (client, file) => client.CreateAudioMessage("bob", file), "a.mp3", (20 * Megabyte) + 1);
        AssertRefused(ErrorCodes.FileTooLarge, (client, file) => client.CreateFileMessage("bob", file), "a.txt", (100 * Megabyte) + 1);
        AssertRefused(ErrorCodes.FileEmpty, (client, file) => client.CreateFileMessage("bob", file), "a.txt", 0);
    }

    [Fact]
    public void Limits_are_those_of_the_server()
    {
        Gateway.OverrideReply = request => request.Command == AppCommands.FetchConfig.Name
            ? """{"str_json_config":"{\"upload_size_limit\":\"{\\\"f\\\":\\\"1\\\"}\"}"}"""
            : null;
        var alice = LogIn();

        Assert.Equal(ErrorCodes.FileTooLarge, CodeOf(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", new byte[Megabyte + 1])))));
        Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", new byte[Megabyte]))));
    }

    [Fact]
    public void Failed_sign_request_is_repeated_once()
    {
        var alice = LogIn();
        Gateway.FailNext(MediaCommands.SignUpload, 114011);
        Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(5)))));

        Gateway.FailNext(MediaCommands.SignUpload, 114011, 114011);

        Assert.Equal(ErrorCodes.UploadAddressMissing, CodeOf(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(5))))));
        Assert.Equal(4, Gateway.RequestsFor("im_cos_msg.pre_sig").Count);
    }

    [Fact]
    public void Broken_upload_leaves_a_failed_message_that_can_be_sent_again()
    {
        var alice = LogIn();
        var (bytes, progress) = (Bytes(300_000), new Progress());
        var message = alice.CreateFileMessage("bob", File("a.bin", bytes), onProgress: progress);
        Files.BreakAfter(150_000);

        Assert.Equal(ErrorCodes.UploadFailed, CodeOf(alice.SendMessageAsync(message)));

        var failed = alice.FindMessage(message.Id)!;
        Assert.Equal(MessageStatus.Fail, failed.Status);
        Assert.InRange(progress.Values[^1], 0.2, 0.6);
        Assert.Empty(Gateway.RequestsFor("openim.sendmsg"));

        var sent = Done(alice.ResendMessageAsync(failed));
        Assert.Equal((message.Id, MessageStatus.Success), (sent.Id, alice.FindMessage(message.Id)!.Status));
        Assert.Equal(bytes, Files[((FilePayload)sent.Payload).FileUrl]);
    }

    [Fact]
    public void Video_is_tried_twice()
    {
        var alice = LogIn();
        Files.BreakAfter(1);
        Done(alice.SendMessageAsync(alice.CreateVideoMessage("bob", File("a.mp4", Bytes(9)))));

        Files.BreakAfter(1, 1);

        Assert.Equal(ErrorCodes.VideoUploadFailed, CodeOf(alice.SendMessageAsync(alice.CreateVideoMessage("bob", File("a.mp4", Bytes(9))))));
        Assert.Equal(4, Gateway.RequestsFor("im_cos_msg.pre_sig").Count);
    }

    [Fact]
    public void File_that_cannot_be_read_is_a_failed_upload()
    {
        var alice = LogIn();
        var unreadable = new MediaSource("a.bin", 5, _ => throw new UnauthorizedAccessException("no"));
        var tooShort = File("a.bin", Bytes(5)) with { Size = 6 };

        Assert.Equal(ErrorCodes.UploadFailed, CodeOf(alice.SendMessageAsync(alice.CreateFileMessage("bob", unreadable))));
        Assert.Equal(ErrorCodes.UploadFailed, CodeOf(alice.SendMessageAsync(alice.CreateFileMessage("bob", tooShort))));
        Assert.Equal(ErrorCodes.NoFileSelected, CodeOf(() => Task.FromResult(MediaSource.FromFile("/no/such/file"))));
    }

    [Fact]
    public void Address_that_is_none_is_a_failed_upload()
    {
        var alice = LogIn();
        Gateway.FileHost = "file:///etc";

        Assert.Equal(ErrorCodes.UploadFailed, CodeOf(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(5))))));
    }

    [Fact]
    public void Progress_handler_that_throws_harms_nobody()
    {
        var alice = LogIn();

        Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(300_000)), onProgress: new ThrowingProgress())));

        Assert.Equal(ErrorCodes.ProgressHandlerFailed, Assert.Single(EventsOf<ChatErrorRaised>("alice")).Code);
    }

    [Fact]
    public void Slow_upload_delays_no_other_call()
    {
        var alice = LogIn();
        Files.Holds = new TaskCompletionSource();
        var slow = alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(5))));
        Until(() => Files.Requests.Count == 1);

        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "quick")));

        Assert.False(slow.IsCompleted);
        Files.Holds.SetResult();
        Done(slow);
    }

    [Fact]
    public void Logout_ends_an_upload_with_its_code()
    {
        var alice = LogIn();
        Files.Holds = new TaskCompletionSource();
        var upload = alice.SendMessageAsync(alice.CreateVideoMessage("bob", File("a.mp4", Bytes(5))));
        Until(() => Files.Requests.Count == 1);

        Done(alice.LogoutAsync());

        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(upload));
    }

    [Fact]
    public void Cancelled_upload_ends()
    {
        var alice = LogIn();
        Files.Holds = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        var upload = alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(5))), cancellationToken: cancellation.Token);
        Until(() => Files.Requests.Count == 1);

        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Done(upload));
    }

    [Fact]
    public void Upload_that_stands_still_fails()
    {
        var alice = LogIn();
        Files.Holds = new TaskCompletionSource();
        var upload = alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", Bytes(5))));
        Until(() => Files.Requests.Count == 1);

        AdvanceSeconds(61);

        Assert.Equal(ErrorCodes.UploadFailed, CodeOf(upload));
    }

    [Fact]
    public void Message_on_the_wire_is_that_of_the_SDK()
    {
        var alice = LogIn();

        Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("noext", Bytes(100)) with { CustomFileName = "n" })));

        using var body = JsonDocument.Parse(Gateway.RequestsFor("openim.sendmsg").Single().Body.ToString());
        var element = body.RootElement.GetProperty("MsgBody")[0];
        Assert.Equal(MessageTypes.File, element.GetProperty("MsgType").GetString());
        Assert.Matches(
            """^{"UUID":"1400000001-alice-[0-9a-f]{32}","Url":"http://files/n","FileName":"noext","FileSize":100,"Download_Flag":2}$""",
            element.GetProperty("MsgContent").GetRawText());
    }

    private void AssertRefused(int code, Func<ChatClient, MediaSource, ChatMessage> create, string name, long size)
    {
        var alice = LogIn();
        var message = create(alice, new MediaSource(name, size, _ => throw new InvalidOperationException("read")));

        Assert.Equal(code, CodeOf(alice.SendMessageAsync(message)));
        Assert.DoesNotContain(Gateway.Requests, one => one.Command.StartsWith("im_cos", StringComparison.Ordinal));
        Assert.Equal(MessageStatus.Fail, alice.FindMessage(message.Id)!.Status);
    }
}
