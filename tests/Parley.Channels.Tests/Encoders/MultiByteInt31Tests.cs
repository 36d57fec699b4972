namespace Parley.Channels.Tests.Encoders;

public class MultiByteInt31Tests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(0x7F, "7F")]
    [InlineData(0x80, "8001")]
    [InlineData(0x3FFF, "FF7F")]
    [InlineData(0x4000, "808001")]
    [InlineData(0x1FFFFF, "FFFF7F")]
    [InlineData(0x0FFFFFFF, "FFFFFF7F")]
    [InlineData(0x10000000, "8080808001")]
    [InlineData(int.MaxValue, "FFFFFFFF07")]
    public void A_value_is_written_and_read_as_in_the_specification(int value, string hex)
    {
        Span<byte> written = stackalloc byte[MultiByteInt31.MaxSize];
        var count = MultiByteInt31.Write(written, value);

        Assert.Equal(hex, Convert.ToHexString(written[..count]));
        Assert.Equal(count, MultiByteInt31.SizeOf(value));
        ReadOnlySpan<byte> source = written[..count];
        Assert.True(MultiByteInt31.TryRead(ref source, out var read));
        Assert.Equal(value, read);
        Assert.True(source.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("FFFFFFFF")]
    [InlineData("FFFFFFFF08")]
    [InlineData("808080808001")]
    public void A_value_that_is_cut_off_or_too_large_is_refused(string hex)
    {
        ReadOnlySpan<byte> source = Convert.FromHexString(hex);
        Assert.False(MultiByteInt31.TryRead(ref source, out _));
    }
}
