using System.Net;
using Chat.Protocol.Errors;

namespace Chat.Actors.Tests.Media;

public sealed class DownloadSpecs : MediaSpec
{
    private const string Address = "http://files/a";

    [Fact]
    public void File_of_a_message_arrives_with_progress()
    {
        var alice = LogIn();
        var bytes = Bytes(300_000);
        var message = Done(alice.SendMessageAsync(alice.CreateFileMessage("bob", File("a", bytes))));
        using var target = new MemoryStream();
        var progress = new Progress();

        Assert.Equal(bytes.Length, Done(alice.DownloadFileAsync(message, target, progress)));

        Assert.Equal(bytes, target.ToArray());
        Assert.Equal(progress.Values.Order().Distinct(), progress.Values);
        Assert.Equal(1, progress.Values[^1]);
    }

    [Fact]
    public void Broken_download_goes_on_where_it_was()
    {
        var alice = LogIn();
        using var target = new MemoryStream();
        Files[Address] = Bytes(300_000);
        Files.BreakAfter(100_000, 50_000);

        Finish(alice.DownloadFileAsync(Address, target));

        Assert.Equal(Files[Address], target.ToArray());
        Assert.Equal([$"GET {Address}", $"GET {Address} from 100000", $"GET {Address} from 150000"], Files.Requests);
    }

    [Fact]
    public void Download_that_breaks_too_often_fails()
    {
        var alice = LogIn();
        using var target = new MemoryStream();
        Files[Address] = Bytes(300_000);
        Files.BreakAfter(1, 1, 1, 1, 1);

        Assert.Equal(ErrorCodes.NetworkError, CodeOf(() => Finish(alice.DownloadFileAsync(Address, target))));
        Assert.Equal(5, Files.Requests.Count);
    }

    [Fact]
    public void Download_does_not_go_on_in_another_file()
    {
        var alice = LogIn();
        Files[Address] = Bytes(300_000);
        Files.BreakAfter(100_000);
        using var target = new SignallingStream(() => Files.Version = "\"2\"");

        Assert.Equal(ErrorCodes.NetworkError, CodeOf(() => Finish(alice.DownloadFileAsync(Address, target))));
        Assert.Equal(100_000, target.Length);
    }

    [Fact]
    public void Download_without_a_version_is_not_taken_up_again()
    {
        var alice = LogIn();
        using var target = new MemoryStream();
        (Files[Address], Files.Version) = (Bytes(300_000), null);
        Files.BreakAfter(100_000);

        Assert.Equal(ErrorCodes.NetworkError, CodeOf(alice.DownloadFileAsync(Address, target)));
    }

    [Fact]
    public void Busy_server_is_asked_again()
    {
        var alice = LogIn();
        using var target = new MemoryStream();
        Files[Address] = Bytes(5);
        Files.Refuse(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway);

        Finish(alice.DownloadFileAsync(Address, target));

        Assert.Equal(Files[Address], target.ToArray());
    }

    [Theory]
    [InlineData("""{"ErrorCode":114001,"ErrorInfo":"expired"}""", ErrorCodes.MediaAccessDenied)]
    [InlineData("<html>", ErrorCodes.NetworkError)]
    [InlineData("", ErrorCodes.NetworkError)]
    public void Refusal_has_the_code_of_the_server(string body, int code)
    {
        var alice = LogIn();
        using var target = new MemoryStream();
        Files.RefusalBody = body;
        Files.Refuse(HttpStatusCode.Forbidden);

        Assert.Equal(code, CodeOf(alice.DownloadFileAsync(Address, target)));
        Assert.Single(Files.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://files/a")]
    public void Only_web_addresses_are_downloaded(string address)
    {
        var alice = LogIn();

        Assert.Equal(ErrorCodes.FileHasNoAddress, CodeOf(() => alice.DownloadFileAsync(address, Stream.Null)));
        Assert.Equal(ErrorCodes.FileHasNoAddress, CodeOf(() => alice.DownloadFileAsync(alice.CreateTextMessage("bob", "no file"), Stream.Null)));
    }

    [Fact]
    public void Download_goes_through_the_proxy()
    {
        var alice = LogIn(change: options => options with { FileDownloadProxy = "http://proxy" });
        using var target = new MemoryStream();
        Files["http://proxy/a?b"] = Bytes(5);

        Assert.Equal(5, Done(alice.DownloadFileAsync("https://files/a?b", target)));
    }

    [Fact]
    public void What_the_destination_throws_passes_through()
    {
        var alice = LogIn();
        Files[Address] = Bytes(5);
        using var full = new SignallingStream(() => throw new IOException("disk full"));

        Assert.Equal("disk full", Assert.Throws<IOException>(() => Done(alice.DownloadFileAsync(Address, full))).Message);
    }

    [Fact]
    public void Logout_ends_a_download_with_its_code()
    {
        var alice = LogIn();
        Files.Holds = new TaskCompletionSource();
        var download = alice.DownloadFileAsync(Address, Stream.Null);

        Done(alice.LogoutAsync());

        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(download));
    }

    /// <summary>Lets the pauses between attempts pass.</summary>
    private Task Finish(Task download)
    {
        Until(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return download.IsCompleted;
        });
        return download;
    }

    private sealed class SignallingStream(Action onWrite) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onWrite();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
