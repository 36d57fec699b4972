using System.Text;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class ServicePreambleTests
{
    private const string ViaOfAll = "net.tcp://h/";

    public static TheoryData<string, string, string> Recorded => new()
    {
        { "netfx-nettcp-none.c2s.bin", "net.tcp://localhost:29003/nettcp-none", "Addressed Ended" },
        { "netfx-nettcp-duplex.c2s.bin", "net.tcp://localhost:29185/nettcp-duplex", "Addressed Ended" },
        { "mono-nettcp-none.c2s.bin", "net.tcp://localhost:20386/calc", "Addressed Ended" },
        { "wcf-client-nettcp-tls.preamble.bin", "net.tcp://localhost:40683/calc", "Addressed UpgradeRequested Ended" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_preambles_are_understood_however_they_are_cut(string file, string via, string events)
    {
        var bytes = Capture.Read(file);
        foreach (var piece in (int[])[1, 2, 3, 7, 1000])
        {
            var preamble = new ServicePreamble();
            var (happened, _) = Feed(preamble, bytes, piece);

            Assert.Equal(events, string.Join(' ', happened));
            Assert.Equal(FramingMode.Duplex, preamble.Mode);
            Assert.Equal(via, preamble.Via!.OriginalString);
            Assert.Equal("application/soap+msbinsession1", preamble.ContentType);
        }
    }

    [Fact]
    public void What_follows_the_preamble_is_left_alone()
    {
        var bytes = Capture.Read("netfx-nettcp-none.c2s.bin");
        var (_, consumed) = Feed(new ServicePreamble(), bytes, bytes.Length);

        Assert.Equal(47, consumed);
        Assert.Equal((byte)FramingRecordType.SizedEnvelope, bytes[consumed]);
    }

    [Theory]
    [InlineData("00 02 00", "UnsupportedVersion")]
    [InlineData("00 01 01", "UnsupportedVersion")]
    [InlineData("00 01 00 01 00", "UnsupportedMode")]
    [InlineData("00 01 00 01 03", "UnsupportedMode")]
    [InlineData("00 01 00 01 04", "UnsupportedMode")]
    [InlineData("00 01 00 01 FF", "UnsupportedMode")]
    [InlineData("00 01 00 01 02 02 81 10", "ViaTooLong")]
    [InlineData("00 01 00 01 02 02 FF FF FF FF 07", "ViaTooLong")]
    [InlineData("00 01 00 01 02 02 03 61 62 63", "EndpointNotFound")]
    [InlineData("00 01 00 01 02 VIA 03 09", "ContentTypeInvalid")]
    [InlineData("00 01 00 01 02 VIA 04 81 02", "ContentTypeTooLong")]
    [InlineData("00 01 00 01 02 VIA 03 08 09 81 02", "UpgradeInvalid")]
    public void A_bad_preamble_is_owed_a_fault(string bytes, string fault)
    {
        var preamble = new ServicePreamble();
        var (happened, _) = Feed(preamble, Parse(bytes), 1000);

        Assert.Equal(ServicePreambleEvent.Violated, happened[^1]);
        Assert.Equal("http://schemas.microsoft.com/ws/2006/05/framing/faults/" + fault, preamble.Fault);
    }

    [Theory]
    [InlineData("47 45 54 20 2F")]
    [InlineData("16 03 01 00 F4")]
    [InlineData("01 02")]
    [InlineData("00 01 00 02")]
    [InlineData("00 01 00 01 02 03 08")]
    [InlineData("00 01 00 01 02 VIA 0C")]
    [InlineData("00 01 00 01 02 VIA 03 08 06")]
    [InlineData("00 01 00 01 02 VIA 03 08 07")]
    [InlineData("00 01 00 01 02 VIA 03 08 00")]
    [InlineData("00 01 00 01 02 02 FF FF FF FF 08")]
    [InlineData("00 01 00 01 02 02 02 C3 28")]
    public void What_is_no_framing_at_all_is_owed_nothing(string bytes)
    {
        var preamble = new ServicePreamble();
        var (happened, _) = Feed(preamble, Parse(bytes), 1000);

        Assert.Equal(ServicePreambleEvent.Violated, happened[^1]);
        Assert.Null(preamble.Fault);
        Assert.NotEmpty(preamble.Problem);
    }

    [Fact]
    public void A_client_that_asks_for_upgrades_without_end_is_stopped()
    {
        var preamble = new ServicePreamble();
        var bytes = Parse("00 01 00 01 02 VIA 03 08 " + string.Concat(Enumerable.Repeat("09 01 61 ", 10)));
        var (happened, _) = Feed(preamble, bytes, 1000);

        Assert.Equal(ServicePreambleEvent.Violated, happened[^1]);
        Assert.Equal(FramingFaults.UpgradeInvalid, preamble.Fault);
    }

    [Fact]
    public void Random_and_mutated_bytes_are_taken_or_refused_and_nothing_else()
    {
        var random = new Random(20261121);
        var recorded = Capture.Read("netfx-nettcp-none.c2s.bin");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = recorded.AsSpan(0, 60).ToArray();
            for (var change = random.Next(8); change >= 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (round % 4 == 0)
            {
                random.NextBytes(bytes);
            }

            var preamble = new ServicePreamble();
            var (happened, consumed) = Feed(preamble, bytes, 1 + random.Next(20));
            Assert.InRange(consumed, 0, bytes.Length);
            Assert.True(happened.Count <= 8);
        }
    }

    private static byte[] Parse(string hex)
    {
        var via = Encoding.UTF8.GetBytes(ViaOfAll);
        return Convert.FromHexString(
            hex.Replace("VIA", "02 " + via.Length.ToString("X2", null) + Convert.ToHexString(via), StringComparison.Ordinal)
                .Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    private static (List<ServicePreambleEvent> Events, int Consumed) Feed(ServicePreamble preamble, byte[] bytes, int piece)
    {
        List<ServicePreambleEvent> events = [];
        var start = 0;
        var end = Math.Min(piece, bytes.Length);
        while (true)
        {
            var happened = preamble.Feed(bytes.AsSpan(start, end - start), out var consumed);
            start += consumed;
            if (happened != ServicePreambleEvent.NeedMore)
            {
                events.Add(happened);
            }

            if (happened is ServicePreambleEvent.Ended or ServicePreambleEvent.Violated || (happened is ServicePreambleEvent.NeedMore && end == bytes.Length))
            {
                return (events, start);
            }

            if (happened == ServicePreambleEvent.NeedMore)
            {
                Assert.Equal(end, start);
                end = Math.Min(end + piece, bytes.Length);
            }
        }
    }
}
