using Chat.Actors.Media;
using Chat.Testing;

namespace Chat.Actors.Tests.Media;

/// <summary>Base of the specs about files: a gateway that signs and a file server, both in memory.</summary>
public abstract class MediaSpec : ChatSpec
{
    protected FakeFileServer Files { get; } = new();

    protected override ChatOptions Options => base.Options with { FileHandler = Files };

    protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    /// <summary>As much of a BMP file as tells its size.</summary>
    protected static byte[] Bitmap(int width, int height)
    {
        var bytes = new byte[100];
        "BM"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(18), width);
        BitConverter.TryWriteBytes(bytes.AsSpan(22), height);
        return bytes;
    }

    protected static MediaSource File(string name, byte[] bytes) => MediaSource.FromBytes(name, bytes);

    /// <summary>Says synchronously what it was told.</summary>
    protected sealed class Progress : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }

    protected sealed class ThrowingProgress : IProgress<double>
    {
        public void Report(double value) => throw new InvalidOperationException("broken");
    }
}
