using System.Buffers;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class MultiByteInt31Tests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16383, "FF7F")]
    [InlineData(16384, "808001")]
    [InlineData(2097152, "80808001")]
    [InlineData(268435456, "8080808001")]
    [InlineData(int.MaxValue, "FFFFFFFF07")]
    public void A_value_is_written_and_read_in_groups_of_seven_bits_least_significant_first(int value, string bytes)
    {
        Span<byte> buffer = stackalloc byte[MultiByteInt31.MaxLength];
        var written = MultiByteInt31.Write(buffer, value);

        Assert.Equal(bytes, Convert.ToHexString(buffer[..written]));
        Assert.Equal(written, MultiByteInt31.GetLength(value));
        Assert.Equal(OperationStatus.Done, MultiByteInt31.TryRead(buffer[..written], out var read, out var consumed));
        Assert.Equal(value, read);
        Assert.Equal(written, consumed);
        Assert.Equal(OperationStatus.NeedMoreData, MultiByteInt31.TryRead(buffer[..(written - 1)], out _, out _));
    }

    [Theory]
    [InlineData("8080808008")]
    [InlineData("FFFFFFFFFF")]
    [InlineData("808080808001")]
    public void A_value_beyond_31_bits_is_invalid(string bytes) =>
        Assert.Equal(OperationStatus.InvalidData, MultiByteInt31.TryRead(Convert.FromHexString(bytes), out _, out _));
}
