using Chat.Protocol.Media;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Media;

/// <summary>Addresses: nobody else makes them, and they end.</summary>
public sealed class MediaSignerSpecs : MediaSpec
{
    [Fact]
    public void Upload_address_ends_after_a_quarter_of_an_hour()
    {
        var token = UploadToken(Sign(MediaKind.File));
        Server.Time.Advance(TimeSpan.FromSeconds(899));
        Assert.NotNull(Library.ReadUploadToken(token));

        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Library.ReadUploadToken(token));
    }

    [Fact]
    public void Download_address_ends_a_day_after_the_app_forgets()
    {
        var token = DownloadToken(Sign(MediaKind.File).Str("download_url"));
        Server.Time.Advance(TimeSpan.FromDays(8) - TimeSpan.FromSeconds(1));
        Assert.NotNull(Library.ReadDownloadToken(token));

        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Library.ReadDownloadToken(token));
    }

    [Fact]
    public void No_character_of_an_address_can_be_changed()
    {
        var reply = Sign(MediaKind.File);
        var (upload, download) = (UploadToken(reply), DownloadToken(reply.Str("download_url")));

        Assert.All(Changed(upload), token => Assert.Null(Library.ReadUploadToken(token)));
        Assert.All(Changed(download), token => Assert.Null(Library.ReadDownloadToken(token)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c.d")]
    [InlineData("用户.用户.用户")]
    [InlineData("%00.0.x")]
    public void Nonsense_is_no_address(string token)
    {
        Assert.Null(Library.ReadUploadToken(token));
        Assert.Null(Library.ReadDownloadToken(token));
    }

    [Fact]
    public void Address_of_one_purpose_does_not_serve_another()
    {
        var reply = Sign(MediaKind.Image);

        Assert.Null(Library.ReadDownloadToken(UploadToken(reply)));
        Assert.Null(Library.ReadUploadToken(DownloadToken(reply.Str("download_url"))));
        Assert.NotEqual(DownloadToken(reply.Str("download_url"))[..32], DownloadToken(Sign(MediaKind.Image).Str("download_url"))[..32]);
    }

    [Fact]
    public void Addresses_outlive_a_restart_and_mean_nothing_to_another_server()
    {
        var reply = Sign(MediaKind.File);
        using var other = new TestServer();
        Assert.Null(other.Server.Media.ReadUploadToken(UploadToken(reply)));

        Server.Restart();

        Assert.NotNull(Library.ReadUploadToken(UploadToken(reply)));
        Assert.NotNull(Library.ReadDownloadToken(DownloadToken(reply.Str("download_url"))));
    }

    private static IEnumerable<string> Changed(string token) =>
        Enumerable.Range(0, token.Length).Select(i => token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]).Concat([token[1..], token[..^1], token + "A"]);
}
