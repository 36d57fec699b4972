using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class SessionRecordsTests
{
    [Theory]
    [InlineData("netfx-nettcp-none.c2s.bin", 47, "176 113 107 116 89 End")]
    [InlineData("netfx-nettcp-none.s2c.bin", 1, "161 124 139 166 End")]
    [InlineData("netfx-nettcp-duplex.c2s.bin", 49, "183 133 81 End")]
    [InlineData("netfx-nettcp-duplex.s2c.bin", 1, "173 154 85 End")]
    [InlineData("mono-nettcp-none.s2c.bin", 1, "118 138 108")]
    public void Recorded_sessions_are_understood_however_they_are_cut(string file, int start, string expected)
    {
        var bytes = Capture.Read(file).AsSpan(start).ToArray();
        foreach (var piece in (int[])[1, 2, 5, 64, 10_000])
        {
            Assert.Equal(expected, string.Join(' ', Read(bytes, piece)));
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("05")]
    [InlineData("0B")]
    [InlineData("0C")]
    [InlineData("FF")]
    [InlineData("06FFFFFFFF08")]
    [InlineData("088102")]
    [InlineData("0802C328")]
    public void What_has_no_place_in_a_session_is_refused(string hex)
    {
        var records = new SessionRecords();

        Assert.Equal(SessionRecordEvent.Violated, records.Feed(Convert.FromHexString(hex), out _));
        Assert.NotEmpty(records.Problem);
    }

    [Fact]
    public void The_largest_size_is_told_before_any_of_it_comes()
    {
        var records = new SessionRecords();

        Assert.Equal(SessionRecordEvent.Envelope, records.Feed(Convert.FromHexString("06FFFFFFFF07"), out var consumed));
        Assert.Equal(int.MaxValue, records.EnvelopeSize);
        Assert.Equal(6, consumed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(70_000)]
    public void The_header_of_an_envelope_ends_where_its_payload_begins(int size)
    {
        var buffer = new byte[RecordWriter.MaxEnvelopeHeader + size];
        var start = RecordWriter.WriteSizedEnvelopeHeader(buffer, RecordWriter.MaxEnvelopeHeader, size);
        var records = new SessionRecords();

        Assert.Equal(SessionRecordEvent.Envelope, records.Feed(buffer.AsSpan(start), out var consumed));
        Assert.Equal(size, records.EnvelopeSize);
        Assert.Equal(RecordWriter.MaxEnvelopeHeader, start + consumed);
    }

    [Fact]
    public void Random_bytes_are_taken_or_refused_and_nothing_else()
    {
        var random = new Random(7);
        var bytes = new byte[40];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)random.Next(13);
            Read(bytes, 1 + random.Next(10));
        }
    }

    private static List<string> Read(byte[] bytes, int piece)
    {
        List<string> found = [];
        var records = new SessionRecords();
        var start = 0;
        var end = Math.Min(piece, bytes.Length);
        while (true)
        {
            var happened = records.Feed(bytes.AsSpan(start, end - start), out var consumed);
            start += consumed;
            switch (happened)
            {
                case SessionRecordEvent.NeedMore when end == bytes.Length:
                    return found;
                case SessionRecordEvent.NeedMore:
                    end = Math.Min(end + piece, bytes.Length);
                    break;
                case SessionRecordEvent.Envelope:
                    found.Add(records.EnvelopeSize.ToString((IFormatProvider?)null));
                    start = (int)Math.Min((long)start + records.EnvelopeSize, bytes.Length);
                    end = Math.Max(start, end);
                    break;
                default:
                    found.Add(happened.ToString());
                    return found;
            }
        }
    }
}
