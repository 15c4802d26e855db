using System.Text.Json;
using Chat.Protocol.Apps;
using Chat.Protocol.Errors;
using Chat.Protocol.Media;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Media;

public sealed class MediaCommandSpecs : MediaSpec
{
    private const string SignFile = """{"file_type":255,"file_name":"a.txt","upload_method":0,"Duration":900}""";

    [Fact]
    public void Addresses_are_of_the_host_that_the_socket_was_opened_on()
    {
        var reply = Sign(MediaKind.File, "a report.txt");

        reply.ShouldBeOk();
        Assert.StartsWith(FakeSession.Address + "/upload/", reply.Str("upload_url"), StringComparison.Ordinal);
        Assert.StartsWith(FakeSession.Address + "/files/", reply.Str("download_url"), StringComparison.Ordinal);
        Assert.EndsWith("/a%20report.txt", reply.Str("download_url"), StringComparison.Ordinal);
        Assert.Equal(Server.Now + 900, reply.Long("expired_time"));
        Assert.NotEqual("", reply.Str("request_id"));
    }

    [Theory]
    [InlineData(MediaKind.Image, true)]
    [InlineData(MediaKind.Video, false)]
    [InlineData(MediaKind.Audio, false)]
    [InlineData(MediaKind.File, false)]
    public void Only_pictures_have_smaller_sizes_and_nothing_has_a_snapshot(MediaKind kind, bool hasSizes)
    {
        var reply = Sign(kind);

        Assert.Equal(hasSizes, reply.TryGetProperty("thumb_url", out _));
        Assert.Equal(hasSizes, reply.TryGetProperty("large_url", out _));
        Assert.False(reply.TryGetProperty("snapshot_url", out _));
    }

    [Fact]
    public void Permission_says_whose_file_it_is_and_how_large_it_may_be()
    {
        var grant = Grant(MediaKind.Audio, "folder/sub\\voice 用户.mp3");

        Assert.Equal((TestServer.App, MediaKind.Audio, "voice 用户.mp3"), (grant.AppId, grant.Kind, grant.Name));
        Assert.Equal(Server.AccountId("alice"), grant.AccountId);
        Assert.Equal(28 * 1024 * 1024, grant.MaxBytes);
        Assert.Equal(100 * 1024 * 1024, Grant(MediaKind.Video).MaxBytes);
        Assert.Equal(Server.Now + 8 * 24 * 3600, grant.ExpiresAt);
    }

    [Theory]
    [InlineData(0, "a.txt")]
    [InlineData(4, "a.txt")]
    [InlineData(-1, "a.txt")]
    [InlineData(255, "")]
    [InlineData(255, "folder/")]
    [InlineData(255, "line\nbreak")]
    [InlineData(255, "nul\0")]
    public void Unknown_kinds_and_bad_names_are_refused(int kind, string name) => Sign((MediaKind)kind, name).ShouldFail(ErrorCodes.MediaParameter);

    [Fact]
    public void Names_may_have_255_bytes()
    {
        Sign(MediaKind.File, new string('用', 85)).ShouldBeOk();
        Sign(MediaKind.File, new string('用', 85) + "x").ShouldFail(ErrorCodes.MediaParameter);
    }

    [Fact]
    public void Simple_mode_signs_each_file_under_its_number()
    {
        var reply = Alice.Call(MediaCommands.SignSimpleUpload, Simple("""{"uint32_file_id":7,"uint32_file_type":1,"str_file_name":"a.png"}"""));

        reply.ShouldBeOk();
        var upload = Assert.Single(reply.Items("rpt_pre_sig"));
        Assert.Equal(7, upload.Long("uint32_file_id"));
        Assert.Equal(0, upload.Long("uint32_exist_flag"));
        Assert.NotNull(Library.ReadUploadToken(upload.Str("str_upload_url").Split("/upload/")[1]));
        Assert.NotNull(Library.ReadDownloadToken(DownloadToken(upload.Str("str_download_url"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"uint32_file_type":1}""")]
    [InlineData("""{"uint32_file_type":9,"str_file_name":"a.png"}""")]
    [InlineData("""{"uint32_file_type":255,"str_file_name":"a"},{"uint32_file_type":1,"str_file_name":""}""")]
    public void Simple_mode_refuses_what_cannot_be_signed(string objects) =>
        Alice.Call(MediaCommands.SignSimpleUpload, Simple(objects)).ShouldFail(ErrorCodes.MediaParameter);

    [Fact]
    public void Simple_mode_signs_only_so_many_at_once()
    {
        var objects = string.Join(',', Enumerable.Repeat("""{"uint32_file_type":1,"str_file_name":"a"}""", 21));

        Alice.Call(MediaCommands.SignSimpleUpload, Simple(objects)).ShouldFail(ErrorCodes.MediaParameter);
    }

    [Fact]
    public async Task Sizes_of_a_picture_are_told_after_its_upload()
    {
        var reply = Sign(MediaKind.Image, "a.jpg");
        var request = $$"""{"str_image_url":"https://elsewhere{{reply.Str("download_url")[FakeSession.Address.Length..]}}?imageView2/3/w/198/h/198"}""";
        Alice.Call(MediaCommands.GetImageInfo, request).ShouldFail(ErrorCodes.MediaMissing);
        await Receive(Library.ReadUploadToken(UploadToken(reply))!, Pictures.Make(1600, 1200));

        var info = Alice.Call(MediaCommands.GetImageInfo, request);

        info.ShouldBeOk();
        Assert.Equal(
            [(1L, 264L, 198L, reply.Str("thumb_url")), (2, 960, 720, reply.Str("large_url")), (3, 1600, 1200, reply.Str("download_url"))],
            info.Items("rpt_msg_image_info")
                .Select(item => (item.Long("uint32_image_type"), item.Long("uint32_width"), item.Long("uint32_height"), item.Str("str_url"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://elsewhere/a.png")]
    [InlineData("http://chat.test/files/")]
    [InlineData("http://chat.test/files/abc.0.def/a.png")]
    public void Sizes_are_not_told_of_other_addresses(string address) =>
        Alice.Call(MediaCommands.GetImageInfo, $$"""{"str_image_url":"{{address}}"}""").ShouldFail(ErrorCodes.MediaAccessDenied);

    [Fact]
    public void Host_stays_as_it_is()
    {
        var reply = Alice.Call(MediaCommands.GetFinalIp, """{"str_domain":"chat.test"}""");

        reply.ShouldBeOk();
        Assert.Equal("", reply.Str("str_final_ip"));
    }

    [Fact]
    public void Snapshots_are_refused_under_both_names_of_the_code()
    {
        var reply = Alice.Call(MediaCommands.GetVideoCover, """{"version":1,"platform":7,"cover_name":"a","snapshot_url":"k"}""");

        reply.ShouldFail(ErrorCodes.MediaMissing);
        Assert.Equal(ErrorCodes.MediaMissing, reply.Long("error_code"));
        Assert.NotEqual("", reply.Str("error_msg"));
    }

    [Fact]
    public void Keys_for_a_bucket_are_refused_and_the_plugin_is_named()
    {
        var reply = Alice.Call(MediaCommands.GetCosToken, """{"cmd":"open_im_cos_svc","sub_cmd":"get_cos_token","duration":600,"version":2}""");

        reply.ShouldFail(ErrorCodes.MediaAccessDenied);
        Assert.Contains("tim-upload-plugin", reply.Str("ErrorInfo"), StringComparison.Ordinal);
    }

    [Fact]
    public void Signature_is_enough_on_a_socket_where_nobody_is_logged_in_yet()
    {
        Alice.Reconnect();

        Alice.Call(MediaCommands.SignUpload, SignFile).ShouldBeOk();
    }

    [Fact]
    public void Signature_must_be_good_also_where_its_user_is_logged_in()
    {
        Alice.UserSig = "";
        Alice.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.SigEmpty);
        Alice.UserSig = Alice.Sign(key: TestServer.OtherKey);
        Alice.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.SigWrongKey);
        Alice.UserSig = Alice.Sign(TimeSpan.FromMinutes(1), age: TimeSpan.FromHours(1));
        Alice.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.SigExpired);
        Alice.UserSig = Alice.Sign(forUser: "bob");
        Alice.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.SigWrongUser);
    }

    [Fact]
    public void Nobody_speaks_for_somebody_else_on_a_socket()
    {
        Server.Import("bob");
        var bob = Server.Connect("bob");
        bob.UserSig = bob.Sign();
        bob.Use(Alice.Socket);

        bob.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.SigWrongUser);
    }

    [Fact]
    public void Kick_revokes_the_signature_for_files_too()
    {
        Server.Kick("alice");
        Alice.NewSocket();

        Alice.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.SigRevoked);
    }

    [Fact]
    public void Users_who_never_logged_in_are_refused()
    {
        var nobody = Server.Connect("nobody");
        nobody.UserSig = nobody.Sign();

        nobody.Call(MediaCommands.SignUpload, SignFile).ShouldFail(ErrorCodes.TicketInvalid);
    }

    [Fact]
    public void Clients_are_told_the_limits_of_their_app_and_when_they_change()
    {
        using var server = new TestServer(settings => settings.MaxImageMegabytes = 5);
        var (first, second) = (Alice.Call(AppCommands.FetchConfig, "{}"), server.Login("alice").Call(AppCommands.FetchConfig, "{}"));

        Assert.Equal("""{"a":"28","f":"100","i":"28","v":"100"}""", Limits(first));
        Assert.Equal("""{"a":"28","f":"100","i":"5","v":"100"}""", Limits(second));
        Assert.NotEqual(first.Long("uint64_version"), second.Long("uint64_version"));

        static string Limits(JsonElement reply) => JsonDocument.Parse(reply.Str("str_json_config")).RootElement.Str("upload_size_limit");
    }

    private static string Simple(string objects) =>
        $$"""{"uint32_upload_method":0,"uint32_platform":7,"uint32_sdkappid":1400000001,"str_user_id":"alice","uint32_scene":1,"rpt_upload_object":[{{objects}}]}""";
}
