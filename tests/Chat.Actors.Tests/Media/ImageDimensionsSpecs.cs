using Chat.Actors.Media;
using Chat.Actors.Messages;
using CsCheck;

namespace Chat.Actors.Tests.Media;

public sealed class ImageDimensionsSpecs
{
    private static readonly byte[] JpegFrame = [0xFF, 0xC2, 0, 17, 8, 0x03, 0x20, 0x05, 0x00, 3];

    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "png", [0x89, .. "PNG\r\n\x1a\n\0\0\0\x0dIHDR"u8, 0, 0, 5, 0, 0, 0, 3, 0x20] },
        { "gif", [.. "GIF89a"u8, 0, 5, 0x20, 3] },
        { "bmp, upside down", [.. "BM"u8, .. new byte[16], 0, 5, 0, 0, 0xE0, 0xFC, 0xFF, 0xFF] },
        { "webp", [.. "RIFF\0\0\0\0WEBPVP8 "u8, .. new byte[10], 0, 5, 0x20, 3] },
        { "lossless webp", [.. "RIFF\0\0\0\0WEBPVP8L"u8, .. new byte[4], 0x2F, 0xFF, 0xC4, 0xC7, 0, .. new byte[5]] },
        { "extended webp", [.. "RIFF\0\0\0\0WEBPVP8X"u8, .. new byte[8], 0xFF, 4, 0, 0x1F, 3, 0] },
        { "jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 1, 0xFF, .. JpegFrame] },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Size_is_in_the_head(string kind, byte[] picture)
    {
        Assert.NotEmpty(kind);
        Assert.Equal((1280, 800), ImageDimensions.Read(picture));
    }

    [Fact]
    public void Picture_on_its_side_is_measured_as_shown()
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\x08"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];

        Assert.Equal((800, 1280), ImageDimensions.Read([0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. JpegFrame]));
    }

    [Fact]
    public void Nothing_is_read_behind_the_end() =>
        Gen.Select(Gen.Int[0, Pictures.Count - 1], Gen.Byte.Array[0, 40], Gen.Int[0, 40]).Sample((index, noise, kept) =>
        {
            var picture = (byte[])Pictures.ElementAt(index)[1];
            var (width, height) = ImageDimensions.Read([.. picture.Take(kept), .. noise]);
            Assert.True(width >= 0 && height >= 0);
        });

    [Theory]
    [InlineData(1600, 1200, 960, 720)]
    [InlineData(1200, 1600, 720, 960)]
    [InlineData(1000, 720, 1000, 720)]
    [InlineData(3001, 2100, 1029, 720)]
    [InlineData(0, 0, 0, 0)]
    public void Scaled_picture_keeps_its_shape(int width, int height, int scaledWidth, int scaledHeight) =>
        Assert.Equal((scaledWidth, scaledHeight), MediaBody.Scale(width, height, MediaBody.LargeSide));
}
