using System.Security.Cryptography;
using Chat.Protocol.Media;
using Chat.Server.Media;

namespace Chat.Server.Tests.Media;

/// <summary>What is kept, how often, and for how long.</summary>
public sealed class MediaStoreSpecs : MediaSpec
{
    [Fact]
    public async Task Blob_lies_under_the_hash_of_its_content()
    {
        var content = Content(200_000);
        var id = await Upload(content);

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal([Path.Combine(Blobs, hash[..2], hash)], Files());
        Assert.Equal(content, await Download(id));
        Assert.Equal(hash, Library.Find(id)!.Sha256);
    }

    [Fact]
    public async Task Same_content_is_kept_once_however_many_upload_it_at_the_same_time()
    {
        var content = Content(300_000);
        var grants = Enumerable.Range(0, 20).Select(_ => Grant(MediaKind.File)).ToList();

        var results = await Task.WhenAll(grants.Select(grant => Task.Run(() => Receive(grant, content))));

        Assert.All(results, result => Assert.Equal(UploadResult.Stored, result));
        Assert.Single(Files());
        foreach (var grant in grants)
        {
            Assert.Equal(content, await Download(grant.ObjectId));
        }
    }

    [Fact]
    public async Task Same_upload_may_come_twice_but_not_with_other_content()
    {
        var grant = Grant(MediaKind.File);

        Assert.Equal(UploadResult.Stored, await Receive(grant, Content()));
        Assert.Equal(UploadResult.Stored, await Receive(grant, Content()));
        Assert.Equal(UploadResult.Taken, await Receive(grant, Content(seed: 9)));
        Assert.Equal(Content(), await Download(grant.ObjectId));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Upload_that_was_interrupted_between_row_and_blob_can_be_repeated()
    {
        var grant = Grant(MediaKind.File);
        await Receive(grant, Content());
        File.Delete(Assert.Single(Files()));
        Assert.Null(await Download(grant.ObjectId));

        Assert.Equal(UploadResult.Stored, await Receive(grant, Content()));
        Assert.Equal(Content(), await Download(grant.ObjectId));
    }

    [Fact]
    public async Task Refused_uploads_leave_nothing()
    {
        var small = Grant(MediaKind.File) with { MaxBytes = 99 };

        Assert.Equal(UploadResult.TooLarge, await Receive(small, Content(100)));
        Assert.Equal(UploadResult.Empty, await Receive(Grant(MediaKind.File), []));
        Assert.Equal(UploadResult.WrongType, await Receive(Grant(MediaKind.Image), "<html></html>"u8.ToArray()));
        await Assert.ThrowsAsync<IOException>(() => Library.ReceiveAsync(Grant(MediaKind.File), new BreakingStream(), CancellationToken.None));
        Assert.Empty(Files());
        Assert.Equal(0, Server.Count("SELECT count(*) FROM media_object"));
        Assert.Equal(UploadResult.Stored, await Receive(small, Content(99)));
    }

    [Fact]
    public async Task Leftovers_of_a_crash_are_removed_at_the_next_start()
    {
        var id = await Upload(Content());
        var leftover = Path.Combine(Blobs, "new", "half");
        await File.WriteAllTextAsync(leftover, "half a file");

        Server.Restart();

        Assert.False(File.Exists(leftover));
        Assert.Equal(Content(), await Download(id));
    }

    [Theory]
    [InlineData(MediaKind.Image, "89504E470D0A1A0A", "image/png")]
    [InlineData(MediaKind.Image, "FFD8FFE0", "image/jpeg")]
    [InlineData(MediaKind.Image, "474946383961", "image/gif")]
    [InlineData(MediaKind.Image, "424D", "image/bmp")]
    [InlineData(MediaKind.Image, "52494646000000005745425056503820", "image/webp")]
    [InlineData(MediaKind.Image, "3C737667", null)]
    [InlineData(MediaKind.Image, "0000001866747970", null)]
    [InlineData(MediaKind.Audio, "494433", "audio/mpeg")]
    [InlineData(MediaKind.Audio, "FFFB90", "audio/mpeg")]
    [InlineData(MediaKind.Audio, "FFF150", "audio/aac")]
    [InlineData(MediaKind.Audio, "52494646000000005741564566", "audio/wav")]
    [InlineData(MediaKind.Audio, "00000018667479704D344120", "audio/mp4")]
    [InlineData(MediaKind.Audio, "FFD8FFE0", null)]
    [InlineData(MediaKind.Audio, "3C68746D6C3E", null)]
    [InlineData(MediaKind.Video, "000000186674797069736F6D", "video/mp4")]
    [InlineData(MediaKind.Video, "1A45DFA3", "video/webm")]
    [InlineData(MediaKind.Video, "494433", null)]
    [InlineData(MediaKind.File, "3C68746D6C3E", "application/octet-stream")]
    [InlineData(MediaKind.File, "89504E470D0A1A0A", "image/png")]
    [InlineData(MediaKind.File, "00", "application/octet-stream")]
    public void Files_are_what_their_first_bytes_say(MediaKind kind, string head, string? contentType) =>
        Assert.Equal(contentType, MediaFormat.ContentType(kind, Convert.FromHexString(head)));

    [Fact]
    public async Task Expired_files_go_in_batches_and_their_blobs_with_them()
    {
        for (byte i = 0; i < 5; i++)
        {
            await Upload(Content(seed: i));
        }

        Assert.Equal(0, await Expire(10));
        Server.Time.Advance(TimeSpan.FromDays(8));
        Alice.UserSig = Alice.Sign();
        var fresh = await Upload(Content(seed: 77));

        Assert.Equal(2, await Expire(2));
        Assert.Equal(4, Files().Length);
        Assert.Equal(3, await Expire(10));
        Assert.Equal(0, await Expire(10));
        Assert.Equal(Content(seed: 77), await Download(fresh));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Blob_stays_while_a_newer_file_refers_to_it()
    {
        var old = await Upload(Content());
        Server.Time.Advance(TimeSpan.FromDays(5));
        Alice.UserSig = Alice.Sign();
        var newer = await Upload(Content());
        Server.Time.Advance(TimeSpan.FromDays(4));

        Assert.Equal(1, await Expire(10));
        Assert.Null(await Download(old));
        Assert.Equal(Content(), await Download(newer));

        Server.Time.Advance(TimeSpan.FromDays(4));
        Assert.Equal(1, await Expire(10));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Expiry_that_was_interrupted_between_blob_and_row_is_finished_later()
    {
        await Upload(Content());
        Server.Time.Advance(TimeSpan.FromDays(8));
        File.Delete(Assert.Single(Files()));

        Assert.Equal(1, await Expire(10));
        Assert.Equal(0, Server.Count("SELECT count(*) FROM media_object"));
    }

    [Fact]
    public async Task Content_that_is_uploaded_while_it_expires_is_there_afterwards()
    {
        for (var round = 0; round < 30; round++)
        {
            await Upload(Content());
            Server.Time.Advance(TimeSpan.FromDays(9));
            Alice.UserSig = Alice.Sign();
            var grant = Grant(MediaKind.File);

            await Task.WhenAll(Task.Run(() => Expire(10)), Task.Run(() => Receive(grant, Content())), Task.Run(() => Expire(10)));

            Assert.Equal(Content(), await Download(grant.ObjectId));
        }
    }

    private Task<int> Expire(int limit) => Server.Server.MediaExpiry.RemoveAsync(limit, CancellationToken.None);

    private sealed class BreakingStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reads++ < 3 ? new ValueTask<int>(buffer.Length) : throw new IOException("broken");
    }
}

public sealed class EndlessMediaSpecs() : MediaSpec(settings => settings.HistoryDays = 0)
{
    [Fact]
    public async Task Files_without_an_end_stay()
    {
        var reply = Sign(MediaKind.File);
        await Receive(Library.ReadUploadToken(UploadToken(reply))!, Content());
        Server.Time.Advance(TimeSpan.FromDays(4000));

        Assert.Equal(0, await Server.Server.MediaExpiry.RemoveAsync(10, CancellationToken.None));
        Assert.Equal(Content(), await Download(Library.ReadDownloadToken(DownloadToken(Testing.ReplyAssertions.Str(reply, "download_url")))!));
    }
}
