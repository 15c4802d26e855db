using Chat.Protocol.Media;
using Chat.Server.Media;
using SkiaSharp;

namespace Chat.Server.Tests.Media;

/// <summary>Pictures are measured as they are shown, and come in three sizes.</summary>
public sealed class PictureSpecs : MediaSpec
{
    [Theory]
    [InlineData(2000, 1000, 396, 198, 1440, 720)]
    [InlineData(1000, 3000, 198, 594, 720, 2160)]
    [InlineData(600, 400, 297, 198, 600, 400)]
    [InlineData(150, 100, 150, 100, 150, 100)]
    public async Task Pictures_are_scaled_by_their_short_side(int width, int height, int thumbWidth, int thumbHeight, int largeWidth, int largeHeight)
    {
        foreach (var format in new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp })
        {
            var content = Pictures.Make(width, height, format);
            var id = await Upload(content, MediaKind.Image);

            Assert.Equal((width, height), Size(id));
            await ShouldBe(MediaObject.ThumbOf(id), thumbWidth, thumbHeight);
            await ShouldBe(MediaObject.LargeOf(id), largeWidth, largeHeight);
            Assert.Equal(content, await Download(id));
        }
    }

    [Fact]
    public async Task Transparent_pictures_stay_transparent()
    {
        var id = await Upload(Pictures.Make(900, 900, SKEncodedImageFormat.Png, isOpaque: false), MediaKind.Image);

        var thumb = Pictures.Read((await Download(MediaObject.ThumbOf(id)))!);
        Assert.Equal(SKEncodedImageFormat.Png, thumb.Format);
        Assert.InRange(thumb.Left.Alpha, 90, 110);
    }

    [Theory]
    [InlineData(1, 1000, 800, true, false)]
    [InlineData(2, 1000, 800, false, true)]
    [InlineData(3, 1000, 800, false, true)]
    [InlineData(4, 1000, 800, true, false)]
    [InlineData(5, 800, 1000, true, true)]
    [InlineData(6, 800, 1000, true, true)]
    [InlineData(7, 800, 1000, false, false)]
    [InlineData(8, 800, 1000, false, false)]
    public async Task Pictures_of_cameras_are_turned_as_they_say(byte orientation, int width, int height, bool isRedLeft, bool isRedRight)
    {
        var id = await Upload(Pictures.Turn(Pictures.Make(1000, 800), orientation), MediaKind.Image);

        Assert.Equal((width, height), Size(id));
        var thumb = Pictures.Read((await Download(MediaObject.ThumbOf(id)))!);
        Assert.Equal(width > height, thumb.Width > thumb.Height);
        Assert.Equal((isRedLeft, isRedRight), (thumb.Left.Red > 128, thumb.Right.Red > 128));
    }

    [Fact]
    public async Task Animated_pictures_keep_moving()
    {
        var id = await Upload(Pictures.Animation(), MediaKind.Image);

        Assert.Equal((300, 300), Size(id));
        Assert.Equal(Pictures.Animation(), await Download(MediaObject.ThumbOf(id)));
        Assert.Single(Files());
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(2_000, 2_000)]
    public async Task Bombs_and_broken_pictures_are_served_as_they_came(int width, int height)
    {
        var bomb = Pictures.Bomb(width, height);
        var id = await Upload(bomb, MediaKind.Image);

        Assert.Equal((width, height), Size(id));
        Assert.Equal(bomb, await Download(MediaObject.ThumbOf(id)));
        Assert.Equal(bomb, await Download(MediaObject.LargeOf(id)));
    }

    [Fact]
    public async Task Garbage_behind_the_first_bytes_is_kept_without_a_size()
    {
        byte[] garbage = [0xFF, 0xD8, 0xFF, .. Content(500)];
        var id = await Upload(garbage, MediaKind.Image);

        Assert.Equal((0, 0), Size(id));
        Assert.Equal(garbage, await Download(MediaObject.LargeOf(id)));
    }

    [Fact]
    public async Task Sizes_of_a_picture_expire_with_it()
    {
        await Upload(Pictures.Make(2000, 1000), MediaKind.Image);
        Assert.Equal(3, Files().Length);
        Server.Time.Advance(TimeSpan.FromDays(8));

        Assert.Equal(3, await Server.Server.MediaExpiry.RemoveAsync(10, CancellationToken.None));
        Assert.Empty(Files());
    }

    private (int Width, int Height) Size(string objectId) => Library.Find(objectId) is { } file ? (file.Width, file.Height) : default;

    private async Task ShouldBe(string objectId, int width, int height)
    {
        Assert.Equal((width, height), Size(objectId));
        var picture = Pictures.Read((await Download(objectId))!);
        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.True(picture.Left.Red > 200 && picture.Right.Blue > 200);
    }
}
