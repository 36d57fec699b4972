using System.Text;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class ClientPreambleTests
{
    [Theory]
    [InlineData("netfx-nettcp-none.c2s.bin", "net.tcp://localhost:29003/nettcp-none", 47)]
    [InlineData("netfx-nettcp-duplex.c2s.bin", "net.tcp://localhost:29185/nettcp-duplex", 49)]
    [InlineData("mono-nettcp-none.c2s.bin", "net.tcp://localhost:20386/calc", 40)]
    public void The_preamble_of_a_session_is_the_recorded_one(string file, string via, int length)
    {
        var preamble = new ClientPreamble(FramingMode.Duplex, via, "application/soap+msbinsession1");

        Assert.Equal(Capture.Read(file)[..length], preamble.Next().ToArray());
        Assert.Equal(ClientPreambleEvent.Acknowledged, preamble.Feed([0x0B, 0x06], out var consumed));
        Assert.Equal(1, consumed);
    }

    [Fact]
    public void The_preamble_with_an_upgrade_is_the_recorded_one()
    {
        var preamble = new ClientPreamble(FramingMode.Duplex, "net.tcp://localhost:40683/calc", "application/soap+msbinsession1");

        var first = preamble.Next("application/ssl-tls").ToArray();
        Assert.Equal(ClientPreambleEvent.UpgradeAccepted, preamble.Feed([0x0A], out _));
        var second = preamble.Next().ToArray();

        Assert.Equal(Capture.Read("wcf-client-nettcp-tls.preamble.bin"), first.Concat(second));
    }

    [Fact]
    public void A_content_type_without_a_number_is_written_out()
    {
        var bytes = new ClientPreamble(FramingMode.Duplex, "net.tcp://h/", "application/soap+msbinsession1+gzip").Next().ToArray();
        var service = new ServicePreamble();

        Assert.Equal(ServicePreambleEvent.Addressed, service.Feed(bytes, out _));
        Assert.Equal("application/soap+msbinsession1+gzip", service.ContentType);
    }

    [Theory]
    [InlineData("text/xml; charset=utf-8", 0)]
    [InlineData("text/xml;charset=UTF-8", 0)]
    [InlineData("application/soap+xml; charset=utf-8", 3)]
    [InlineData("application/soap+xml; charset=utf-16", 4)]
    [InlineData("multipart/related; type=\"application/xop+xml\"", 6)]
    [InlineData("application/soap+msbin1", 7)]
    [InlineData("application/soap+msbinsession1", 8)]
    public void A_known_content_type_is_sent_as_its_number(string contentType, int number) =>
        Assert.Equal((byte)number, FramingEncoding.GetKnownEncoding(contentType));

    [Fact]
    public void A_fault_is_read_however_it_is_cut()
    {
        var fault = RecordWriter.CreateFault(FramingFaults.EndpointNotFound);
        for (var cut = 0; cut < fault.Length; cut++)
        {
            var preamble = new ClientPreamble(FramingMode.Duplex, "net.tcp://h/", "application/soap+msbinsession1");
            preamble.Next();

            Assert.Equal(ClientPreambleEvent.NeedMore, preamble.Feed(fault.AsSpan(0, cut), out var consumed));
            Assert.Equal(cut, consumed);
            Assert.Equal(ClientPreambleEvent.Refused, preamble.Feed(fault.AsSpan(cut), out _));
            Assert.Equal(FramingFaults.EndpointNotFound, preamble.Fault);
        }
    }

    [Theory]
    [InlineData("0A")]
    [InlineData("48545450")]
    [InlineData("06")]
    [InlineData("088102")]
    [InlineData("08FFFFFFFFFF")]
    public void An_answer_that_makes_no_sense_is_refused(string answer)
    {
        var preamble = new ClientPreamble(FramingMode.Duplex, "net.tcp://h/", "application/soap+msbinsession1");
        preamble.Next();

        Assert.Equal(ClientPreambleEvent.Violated, preamble.Feed(Convert.FromHexString(answer), out _));
        Assert.NotEmpty(preamble.Problem);
    }

    [Theory]
    [InlineData("ContentTypeInvalid", typeof(ProtocolException), false)]
    [InlineData("ContentTypeTooLong", typeof(CommunicationException), true)]
    [InlineData("ConnectionDispatchFailed", typeof(CommunicationException), false)]
    [InlineData("EndpointNotFound", typeof(EndpointNotFoundException), false)]
    [InlineData("EndpointUnavailable", typeof(EndpointNotFoundException), false)]
    [InlineData("MaxMessageSizeExceededFault", typeof(CommunicationException), true)]
    [InlineData("ServerTooBusy", typeof(ServerTooBusyException), false)]
    [InlineData("ServiceActivationFailed", typeof(ServiceActivationException), false)]
    [InlineData("UnsupportedMode", typeof(ProtocolException), false)]
    [InlineData("UnsupportedVersion", typeof(ProtocolException), false)]
    [InlineData("UpgradeInvalid", typeof(ProtocolException), false)]
    [InlineData("ViaTooLong", typeof(CommunicationException), true)]
    [InlineData("SomethingNew", typeof(ProtocolException), false)]
    public void A_fault_becomes_the_exception_that_WCF_throws(string suffix, Type type, bool isQuota)
    {
        var exception = FramingFaults.ToException(
            "http://schemas.microsoft.com/ws/2006/05/framing/faults/" + suffix, new Uri("net.tcp://h/a"), "application/soap+msbin1");

        Assert.Equal(type, exception.GetType());
        Assert.Equal(isQuota, exception.InnerException is QuotaExceededException);
        Assert.Contains(suffix == "SomethingNew" ? suffix : "net.tcp://h/a", exception.Message, StringComparison.Ordinal);
    }
}
