using System.Runtime.Serialization;
using Parley.Channels;

namespace Parley.Tests.Formatting;

public sealed class UnwritableValueTests
{
    public sealed class Secret
    {
        public string Value { get; set; } = "s3cret";
    }

    public sealed class Circle
    {
        public Circle? Next { get; set; }
    }

    [ServiceContract(Namespace = "urn:u")]
    public interface IUnwritable
    {
        [OperationContract]
        object Take(object thing);

        [OperationContract]
        void Go(Circle circle);

        [OperationContract]
        [XmlSerializerFormat]
        void Xml(Circle circle);
    }

    [MessageContract]
    public sealed class Letter
    {
        [MessageHeader]
        public object? Stamp { get; set; }
    }

    [ServiceContract(Namespace = "urn:u")]
    public interface ILetters
    {
        [OperationContract]
        void Send(Letter letter);
    }

    [Fact]
    public void A_header_that_no_serializer_can_write_is_a_communication_exception_that_names_it()
    {
        var refusal = Assert.Throws<CommunicationException>(
            () => FormatterHarness.For<ILetters>("Send").PassRequest(false, new Letter { Stamp = new Circle() }));
        Assert.Contains("'Stamp'", refusal.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<SerializationException>(refusal.InnerException);
    }

    private static FormatterHarness For(string operation) => FormatterHarness.For<IUnwritable>(operation);

    [Fact]
    public void A_value_that_no_serializer_knows_is_a_communication_exception_that_names_its_element()
    {
        var request = Assert.Throws<CommunicationException>(() => For("Take").RequestBody(new Secret()));
        Assert.Contains("'thing'", request.Message, StringComparison.Ordinal);
        Assert.Contains("ServiceKnownType", request.Message, StringComparison.Ordinal);
        Assert.IsType<SerializationException>(request.InnerException);
        Assert.Contains("'TakeResult'", Assert.Throws<CommunicationException>(() => For("Take").ReplyBody(new Secret())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_of_objects_is_a_communication_exception()
    {
        var circle = new Circle();
        circle.Next = circle;
        Assert.Contains("'circle'", Assert.Throws<CommunicationException>(() => For("Go").RequestBody(circle)).Message, StringComparison.Ordinal);
        Assert.Throws<CommunicationException>(() => For("Xml").RequestBody(circle));
    }

    [Fact]
    public void A_connection_that_breaks_under_the_xml_serializer_is_no_trouble_with_the_body()
    {
        using var reader = System.Xml.XmlDictionaryReader.CreateTextReader(new Breaking(), System.Xml.XmlDictionaryReaderQuotas.Max);
        using var message = Message.CreateMessage(reader, 65536, MessageVersion.Soap11);
        Assert.Throws<IOException>(() => For("Xml").Service.DeserializeRequest(message, new object?[1]));
    }

    /// <summary>The beginning of a message, and then no connection.</summary>
    private sealed class Breaking() : MemoryStream(System.Text.Encoding.UTF8.GetBytes(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Xml xmlns='urn:u'><circle>" + new string(' ', 100_000)))
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is var read and > 0 ? read : throw new IOException("The connection is gone.");
    }
}
