using System.Globalization;
using System.Text;

namespace Parley.Security.Tests.Headers;

/// <summary>Times of timestamps.</summary>
public sealed class TimeTextTests
{
    [Theory]
    [InlineData("0001-01-01T00:00:00.000Z")]
    [InlineData("2024-02-29T23:59:59.999Z")]
    [InlineData("2026-11-22T04:05:06.070Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void A_time_is_written_and_read(string text)
    {
        Assert.True(TimeText.TryRead(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(DateTimeKind.Utc, time.Kind);
        Assert.Equal(text, time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        var written = new byte[TimeText.Length];
        TimeText.Write(time.AddTicks(9999 * (text[0] == '2' ? 1 : 0)), written);
        Assert.Equal(text, Encoding.ASCII.GetString(written));
    }

    [Theory]
    [InlineData("2026-11-22T04:05:06Z")]
    [InlineData("2026-11-22T04:05:06.0700Z")]
    [InlineData("2026-11-22T04:05:06.07+Z")]
    [InlineData("2026-11-22 04:05:06.070Z")]
    [InlineData("2026-11-22T04:05:06.070z")]
    [InlineData("0000-11-22T04:05:06.070Z")]
    [InlineData("2026-00-22T04:05:06.070Z")]
    [InlineData("2026-13-22T04:05:06.070Z")]
    [InlineData("2026-11-31T04:05:06.070Z")]
    [InlineData("2023-02-29T04:05:06.070Z")]
    [InlineData("2026-11-00T04:05:06.070Z")]
    [InlineData("2026-11-22T24:00:00.000Z")]
    [InlineData("2026-11-22T04:60:06.070Z")]
    [InlineData("2026-11-22T04:05:60.070Z")]
    [InlineData("")]
    public void What_is_written_in_another_way_is_left_to_others(string text) => Assert.False(TimeText.TryRead(Encoding.ASCII.GetBytes(text), out _));
}
