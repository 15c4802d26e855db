using System.Text;
using Chat.Protocol.Frames;
using CsCheck;

namespace Chat.Protocol.Tests.Frames;

public sealed class Crc32Specs
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("{}", 0xA3A6BF43u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Gives_the_known_values(string text, uint expected)
    {
        Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Equals_the_sum_computed_bit_by_bit()
    {
        Gen.Byte.Array[0, 100].Sample(data => Assert.Equal(BitByBit(data), Crc32.Compute(data)));
    }

    /// <summary>As the web SDK computes it.</summary>
    internal static uint BitByBit(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 3988292384 : crc >> 1;
            }
        }

        return crc ^ uint.MaxValue;
    }
}
