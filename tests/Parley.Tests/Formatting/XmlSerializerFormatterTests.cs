using System.Xml;
using System.Xml.Serialization;
using Parley.Channels;
using Parley.Description;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

public sealed class XmlSerializerFormatterTests
{
    [XmlType(Namespace = "urn:items")]
    public class Item
    {
        [XmlAttribute("id")]
        public int Id { get; set; }

        [XmlElement("label")]
        public string? Label { get; set; }
    }

    [XmlType(Namespace = "urn:items")]
    public sealed class BigItem : Item
    {
        public int Size { get; set; }
    }

    [MessageContract(WrapperName = "Order", WrapperNamespace = "urn:wrapper")]
    public sealed class Order
    {
        [MessageHeader(Namespace = "urn:header")]
        public Item? Head { get; set; }

        [MessageBodyMember(Order = 1)]
        public string? Name { get; set; }

        [MessageBodyMember(Order = 2)]
        [XmlElement("Line")]
        public Item[]? Lines { get; set; }

        [MessageBodyMember(Order = 3, Namespace = "urn:elsewhere")]
        public int Elsewhere { get; set; }
    }

    [MessageContract(IsWrapped = false)]
    public sealed class Bare
    {
        [MessageBodyMember(Namespace = "urn:bare")]
        public Item? Only { get; set; }
    }

    [ServiceContract(Namespace = "urn:x")]
    [XmlSerializerFormat]
    [ServiceKnownType(typeof(BigItem))]
    public interface IXml
    {
        [OperationContract]
        string Join(string text, int count, [XmlElement("i")] Item[] items);

        [OperationContract]
        bool Try(Item item, ref int count, out string? rest);

        [OperationContract]
        void Nothing();

        [OperationContract]
        int? Count(int[] numbers, byte[] bytes);

        [OperationContract]
        [XmlSerializerFormat(Style = OperationFormatStyle.Rpc)]
        int Rpc(int a, Item b);

        [OperationContract]
        Order Send(Order order);

        [OperationContract]
        Bare SendBare(Bare bare);

        [OperationContract]
        [XmlSerializerFormat(Use = OperationFormatUse.Encoded)]
        void Encoded(int a);

        [OperationContract]
        [DataContractFormat]
        void Other(int a);
    }

    [ServiceContract]
    [XmlSerializerFormat]
    public interface IImpossible
    {
        [OperationContract]
        void Do(System.Collections.Hashtable table);
    }

    private static FormatterHarness For(string operation) => FormatterHarness.For<IXml>(operation);

    private static XmlElement Parse(string body)
    {
        var document = new XmlDocument();
        document.LoadXml(body);
        return document.DocumentElement!;
    }

    [Fact]
    public void Parts_stand_in_a_wrapper_and_attributes_of_parameters_count()
    {
        var body = Parse(For("Join").RequestBody("t", 2, new Item[] { new() { Id = 1, Label = "one" }, new() { Id = 2 } }));
        Assert.Equal(("Join", "urn:x"), (body.LocalName, body.NamespaceURI));
        Assert.Equal(["text", "count", "i", "i"], body.ChildNodes.Cast<XmlElement>().Select(e => e.LocalName));
        Assert.All(body.ChildNodes.Cast<XmlElement>(), e => Assert.Equal("urn:x", e.NamespaceURI));
        Assert.Equal("1", ((XmlElement)body.ChildNodes[2]!).GetAttribute("id"));
        Assert.Equal("urn:items", body.ChildNodes[2]!.FirstChild!.NamespaceURI);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_survive_the_way_there_and_back(bool binary)
    {
        var values = For("Join").PassRequest(binary, "t", 2, new Item[] { new() { Id = 1, Label = "one" }, new BigItem { Size = 9 } });
        Assert.Equal("t", values[0]);
        Assert.Equal(2, values[1]);
        Assert.Equal(9, Assert.IsType<BigItem>(((Item[])values[2]!)[1]).Size);
        Assert.Equal("joined", For("Join").PassReply(binary, "joined"));

        object?[] outputs = [4, "rest"];
        Assert.Equal(true, For("Try").PassReply(binary, true, outputs));
        Assert.Equal([4, "rest"], outputs);

        Assert.Null(For("Nothing").PassReply(binary, null));
        Assert.Null(For("Count").PassReply(binary, null));
        Assert.Equal(3, For("Count").PassReply(binary, 3));
        var arrays = For("Count").PassRequest(binary, new[] { 1, 2 }, new byte[] { 3, 4 });
        Assert.Equal([1, 2], (int[])arrays[0]!);
        Assert.Equal([3, 4], (byte[])arrays[1]!);

        var rpc = For("Rpc").PassRequest(binary, 3, new Item { Id = 8 });
        Assert.Equal(3, rpc[0]);
        Assert.Equal(8, ((Item)rpc[1]!).Id);
        Assert.Equal(11, For("Rpc").PassReply(binary, 11));
    }

    [Fact]
    public void Rpc_style_has_a_qualified_wrapper_and_unqualified_parts()
    {
        var body = Parse(For("Rpc").RequestBody(3, new Item { Id = 8 }));
        Assert.Equal(("Rpc", "urn:x"), (body.LocalName, body.NamespaceURI));
        Assert.All(body.ChildNodes.Cast<XmlElement>(), e => Assert.Equal(string.Empty, e.NamespaceURI));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Typed_messages_have_headers_and_body_by_the_xml_serializer(bool binary)
    {
        var order = new Order { Head = new Item { Id = 1, Label = "h" }, Name = "n", Lines = [new Item { Id = 2 }, new Item { Id = 3 }], Elsewhere = 4 };
        var body = Parse(For("Send").RequestBody(order));
        Assert.Equal(("Order", "urn:wrapper"), (body.LocalName, body.NamespaceURI));
        Assert.Equal(["Name", "Line", "Line", "Elsewhere"], body.ChildNodes.Cast<XmlElement>().Select(e => e.LocalName));
        Assert.Equal("urn:elsewhere", body.LastChild!.NamespaceURI);

        var back = (Order)For("Send").PassRequest(binary, order)[0]!;
        Assert.Equal((1, "h"), (back.Head!.Id, back.Head.Label));
        Assert.Equal([2, 3], back.Lines!.Select(l => l.Id));
        Assert.Equal(("n", 4), (back.Name, back.Elsewhere));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_unwrapped_typed_message_stands_directly_in_the_body(bool binary)
    {
        var bare = new Bare { Only = new Item { Id = 5 } };
        var body = Parse(For("SendBare").RequestBody(bare));
        Assert.Equal(("Only", "urn:bare"), (body.LocalName, body.NamespaceURI));
        Assert.Equal(5, ((Bare)For("SendBare").PassReply(binary, bare)!).Only!.Id);
    }

    [Fact]
    public void An_empty_body_gives_defaults()
    {
        Assert.Equal([null, 0, null], For("Join").ReadRequest(string.Empty));
        Assert.Equal(0, For("Join").ReadRequest("<Join xmlns='urn:x'/>")[1]);
    }

    [Theory]
    [InlineData("<Wrong xmlns='urn:x'/>")]
    [InlineData("<Join xmlns='urn:other'/>")]
    [InlineData("<Join xmlns='urn:x'><count>many</count></Join>")]
    [InlineData("<Join xmlns='urn:x'><count>1</text></Join>")]
    public void A_request_that_does_not_fit_is_the_senders_fault(string body)
    {
        Assert.Throws<DeserializationFailedException>(() => For("Join").ReadRequest(body));
    }

    [Fact]
    public void Encoded_messages_are_not_supported_and_the_endpoint_says_so()
    {
        var operation = ContractDescription.GetContract(typeof(IXml)).Operations.Find("Encoded")!;
        var e = Assert.Throws<NotSupportedException>(() => ((IOperationBehavior)operation.Behaviors.Find<XmlSerializerOperationBehavior>()!).Validate(operation));
        Assert.Contains("OperationFormatUse.Literal", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_the_serializer_cannot_write_is_named_when_the_formatter_is_made()
    {
        var e = Assert.Throws<InvalidOperationException>(() => FormatterHarness.For<IImpossible>("Do"));
        Assert.Contains("'Do'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'IImpossible'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mappings_are_those_of_the_request_and_the_reply()
    {
        var operation = ContractDescription.GetContract(typeof(IXml)).Operations.Find("Join")!;
        Assert.Equal(2, operation.Behaviors.Find<XmlSerializerOperationBehavior>()!.GetXmlMappings().Count);
        Assert.NotNull(ContractDescription.GetContract(typeof(IXml)).Operations.Find("Other")!.Behaviors.Find<DataContractSerializerOperationBehavior>());
    }

    [ServiceContract(Namespace = "urn:again")]
    [XmlSerializerFormat]
    public interface IMadeAgain
    {
        [OperationContract]
        object Do(int a, object b);
    }

    public sealed class Known;

    [Fact]
    public void Clients_that_are_made_anew_compile_no_serializers_anew()
    {
        static OperationDescription Read() => ContractDescription.GetContract(typeof(IMadeAgain)).Operations[0];
        static XmlSerializer Serializer(OperationDescription operation)
        {
            var formats = new XmlSerializerMessageFormats(operation, new XmlSerializerFormatAttribute());
            _ = new OperationFormatter(operation, formats);
            return formats.Mappings.Get(0);
        }

        var first = Serializer(Read());
        Assert.Same(first, Serializer(Read()));
        var other = Read();
        other.KnownTypes.Add(typeof(Known));
        Assert.NotSame(first, Serializer(other));
        Assert.Same(XmlSerializerCache.ForElement(typeof(Known), "a", "urn:x"), XmlSerializerCache.ForElement(typeof(Known), "a", "urn:x"));
        Assert.NotSame(XmlSerializerCache.ForElement(typeof(Known), "a", "urn:x"), XmlSerializerCache.ForElement(typeof(Known), "b", "urn:x"));
    }
}
