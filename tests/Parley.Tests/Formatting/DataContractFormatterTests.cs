using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

public sealed class DataContractFormatterTests
{
    [DataContract(Namespace = "urn:data")]
    public class Animal
    {
        [DataMember]
        public string? Name { get; set; }
    }

    [DataContract(Namespace = "urn:data")]
    public sealed class Dog : Animal
    {
        [DataMember]
        public int Legs { get; set; }
    }

    [ServiceContract(Namespace = "http://tempuri.org/peer", Name = "IEcho")]
    [ServiceKnownType(typeof(Dog))]
    public interface IEcho
    {
        [OperationContract]
        string Echo(string s);

        [OperationContract]
        int Add(int a, int b);

        [OperationContract]
        string WhoAmI();

        [OperationContract]
        void Nothing();

        [OperationContract(IsOneWay = true)]
        void Notify(string s);

        [OperationContract]
        Animal Pet(Animal animal, List<int> numbers, Dictionary<string, int>? map);

        [OperationContract]
        bool Try(string text, ref int count, out string? rest);

        [OperationContract]
        byte[] EchoBytes(byte[] data);

        [OperationContract]
        void Many(int a, string b, Guid c, int? d);

        [OperationContract]
        [DataContractFormat(Style = OperationFormatStyle.Rpc)]
        int RpcAdd(int a, Animal b);
    }

    private static FormatterHarness For(string operation) => FormatterHarness.For<IEcho>(operation);

    [Fact]
    public void Bodies_have_the_bytes_that_wcf_sends()
    {
        Assert.Equal("<Echo xmlns=\"http://tempuri.org/peer\"><s>hello</s></Echo>", For("Echo").RequestBody("hello"));
        Assert.Equal(
            "<EchoResponse xmlns=\"http://tempuri.org/peer\"><EchoResult>echo:hello</EchoResult></EchoResponse>", For("Echo").ReplyBody("echo:hello"));
        Assert.Equal("<Add xmlns=\"http://tempuri.org/peer\"><a>2</a><b>3</b></Add>", For("Add").RequestBody(2, 3));
        Assert.Equal("<AddResponse xmlns=\"http://tempuri.org/peer\"><AddResult>5</AddResult></AddResponse>", For("Add").ReplyBody(5));
        Assert.Equal("<WhoAmI xmlns=\"http://tempuri.org/peer\"/>", For("WhoAmI").RequestBody());
        Assert.Equal("<NothingResponse xmlns=\"http://tempuri.org/peer\"/>", For("Nothing").ReplyBody(null));
        Assert.Equal("<Notify xmlns=\"http://tempuri.org/peer\"><s>n1</s></Notify>", For("Notify").RequestBody("n1"));
    }

    [Fact]
    public void Messages_carry_the_operations_actions()
    {
        using var request = For("Echo").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, ["x"]);
        Assert.Equal("http://tempuri.org/peer/IEcho/Echo", request.Headers.Action);
        using var reply = For("Echo").Service.SerializeReply(MessageVersion.Soap11, [], "x");
        Assert.Equal("http://tempuri.org/peer/IEcho/EchoResponse", reply.Headers.Action);
    }

    [Fact]
    public void Null_is_nil_and_special_characters_are_escaped()
    {
        Assert.Equal(
            "<Echo xmlns=\"http://tempuri.org/peer\"><s i:nil=\"true\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/></Echo>",
            For("Echo").RequestBody([null]));
        Assert.Equal("<Echo xmlns=\"http://tempuri.org/peer\"><s>hello &lt;&amp;&gt; é</s></Echo>", For("Echo").RequestBody("hello <&> é"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_survive_the_way_there_and_back(bool binary)
    {
        Assert.Equal(["text"], For("Echo").PassRequest(binary, "text"));
        Assert.Equal([string.Empty], For("Echo").PassRequest(binary, string.Empty));
        Assert.Equal([null], For("Echo").PassRequest(binary, [null]));
        Assert.Equal([1, "b", Guid.Empty, null], For("Many").PassRequest(binary, 1, "b", Guid.Empty, null));
        Assert.Equal(7, For("Add").PassReply(binary, 7));

        var pass = For("Pet").PassRequest(binary, new Dog { Name = "Rex", Legs = 4 }, new List<int> { 1, 2 }, null);
        Assert.Equal(("Rex", 4), (((Dog)pass[0]!).Name, ((Dog)pass[0]!).Legs));
        Assert.Equal([1, 2], (List<int>)pass[1]!);
        Assert.Null(pass[2]);

        var rpc = For("RpcAdd").PassRequest(binary, 3, new Dog { Name = "Rex" });
        Assert.Equal(3, rpc[0]);
        Assert.IsType<Dog>(rpc[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Results_come_before_out_parameters(bool binary)
    {
        object?[] outputs = [3, "rest"];
        Assert.Equal(
            "<TryResponse xmlns=\"http://tempuri.org/peer\"><TryResult>true</TryResult><count>3</count><rest>rest</rest></TryResponse>",
            For("Try").ReplyBody(true, outputs));
        Assert.Equal(true, For("Try").PassReply(binary, true, outputs));
        Assert.Equal([3, "rest"], outputs);
    }

    [Fact]
    public void Bytes_of_any_length_survive()
    {
        foreach (var length in new[] { 0, 1, 2, 3, 4, 100, 1023, 4096, 100_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            Assert.Equal(bytes, (byte[])For("EchoBytes").PassRequest(false, bytes)[0]!);
            Assert.Equal(bytes, (byte[])For("EchoBytes").PassRequest(true, bytes)[0]!);
        }

        Assert.Null(For("EchoBytes").PassRequest(true, [null])[0]);
    }

    [Theory]
    [InlineData("<EchoBytes xmlns='http://tempuri.org/peer'><data>\r\n AQID \n BAU= </data></EchoBytes>")]
    [InlineData("<EchoBytes xmlns='http://tempuri.org/peer'><data>AQID<!-- c -->BAU=</data></EchoBytes>")]
    public void Base64_may_have_white_space_and_comments(string body)
    {
        Assert.Equal([1, 2, 3, 4, 5], (byte[])For("EchoBytes").ReadRequest(body)[0]!);
    }

    [Fact]
    public void Rpc_parts_are_unqualified()
    {
        Assert.StartsWith("<RpcAdd xmlns=\"http://tempuri.org/peer\"><a xmlns=\"\">3</a><b ", For("RpcAdd").RequestBody(3, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<x:Many xmlns:x='http://tempuri.org/peer'><x:a>1</x:a><x:b>two</x:b><x:c>11111111-2222-3333-4444-555555555555</x:c><x:d>4</x:d></x:Many>", "prefixes")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'>\r\n <a> 1 </a>\r\n <b>two</b><!-- c --><c>11111111-2222-3333-4444-555555555555</c> <d>4</d> </Many>", "white space")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><d>4</d><c>11111111-2222-3333-4444-555555555555</c><b>two</b><a>1</a></Many>", "order")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><z>9</z><a>1</a><y xmlns='urn:q'><a>5</a></y><b>two</b><c>11111111-2222-3333-4444-555555555555</c><d>4</d><w/></Many>", "unknown")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a>1</a><b>two</b><c>11111111-2222-3333-4444-555555555555</c><d>4</d><a>8</a><b>no</b></Many>", "twice")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><b>two</b><a>1</a><a>8</a><c>11111111-2222-3333-4444-555555555555</c><d>4</d></Many>", "twice, out of order")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:x='http://www.w3.org/2001/XMLSchema' i:type='x:int'>1</a><b>two</b><c>11111111-2222-3333-4444-555555555555</c><d>4</d></Many>", "types")]
    public void Readers_are_tolerant(string body, string what)
    {
        Assert.NotNull(what);
        Assert.Equal([1, "two", new Guid("11111111-2222-3333-4444-555555555555"), 4], For("Many").ReadRequest(body));
    }

    [Theory]
    [InlineData("<Many xmlns='http://tempuri.org/peer'/>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><q/></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><b xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='1'/><d xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'>  </d></Many>")]
    [InlineData("")]
    public void Missing_and_nil_elements_are_defaults(string body)
    {
        Assert.Equal([0, null, Guid.Empty, null], For("Many").ReadRequest(body));
    }

    [Fact]
    public void A_missing_result_is_its_types_default()
    {
        Assert.Equal(0, For("Add").ReadReply("<AddResponse xmlns='http://tempuri.org/peer'/>"));
        Assert.Null(For("Echo").ReadReply("<EchoResponse xmlns='http://tempuri.org/peer'/>"));
    }

    [Theory]
    [InlineData("<Other xmlns='http://tempuri.org/peer'><a>1</a></Other>")]
    [InlineData("<Many xmlns='urn:other'><a>1</a></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a>one</a></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a>99999999999</a></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a/></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a><x/></a></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><c>guid</c></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><b xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='maybe'/></Many>")]
    [InlineData("<Many xmlns='http://tempuri.org/peer'><a>1</b></Many>")]
    public void A_request_that_does_not_fit_is_the_senders_fault(string body)
    {
        var e = Assert.Throws<DeserializationFailedException>(() => For("Many").ReadRequest(body));
        Assert.True(e.Code.IsSenderFault);
        Assert.Equal("DeserializationFailed", e.Code.SubCode!.Name);
        Assert.Equal("http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher", e.Code.SubCode.Namespace);
        Assert.Equal("http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher/fault", e.Action);
        Assert.Contains("'Many'", e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Cause);
    }

    [Theory]
    [InlineData("<Pet xmlns='http://tempuri.org/peer'><animal xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:x='urn:data' i:type='x:Cat'/></Pet>")]
    [InlineData("<Pet xmlns='http://tempuri.org/peer'><numbers xmlns:x='http://schemas.microsoft.com/2003/10/Serialization/Arrays'><x:int>one</x:int></numbers></Pet>")]
    public void A_data_contract_that_does_not_fit_is_the_senders_fault(string body)
    {
        var e = Assert.Throws<DeserializationFailedException>(() => For("Pet").ReadRequest(body));
        Assert.IsType<SerializationException>(e.Cause);
    }

    [Fact]
    public void A_reply_that_does_not_fit_is_a_communication_exception()
    {
        var e = Assert.Throws<CommunicationException>(() => For("Add").ReadReply("<AddResponse xmlns='http://tempuri.org/peer'><AddResult>x</AddResult></AddResponse>"));
        Assert.Contains("'Add'", e.Message, StringComparison.Ordinal);
        Assert.IsNotType<DeserializationFailedException>(e);
        Assert.Throws<CommunicationException>(() => For("Add").ReadReply("<Wrong/>"));
    }

    [Fact]
    public void Quotas_of_the_reader_hold()
    {
        var quotas = new XmlDictionaryReaderQuotas { MaxStringContentLength = 10, MaxArrayLength = 10 };
        Assert.Throws<DeserializationFailedException>(() => Read("Echo", "<s>12345678901</s>"));
        Assert.Throws<DeserializationFailedException>(() => Read("EchoBytes", "<data>AAAAAAAAAAAAAAAAAAAAAAAA</data>"));

        void Read(string operation, string part)
        {
            using var message = Message.CreateMessage(
                FormatterHarness.Envelope($"<{operation} xmlns='http://tempuri.org/peer'>{part}</{operation}>", quotas), 65536, MessageVersion.Soap11);
            For(operation).Service.DeserializeRequest(message, new object?[1]);
        }
    }

    [Fact]
    public void The_most_items_of_a_message_are_the_stricter_of_the_services_and_the_operations()
    {
        const string Numbers = "<Pet xmlns='http://tempuri.org/peer'><numbers xmlns:x='http://schemas.microsoft.com/2003/10/Serialization/Arrays'><x:int>1</x:int><x:int>2</x:int><x:int>3</x:int></numbers></Pet>";
        var harness = For("Pet");
        Assert.NotNull(harness.ReadRequest(Numbers)[1]);

        harness = For("Pet");
        DataContractSerializerOperationBehavior.Restrict(harness.Operation.DeclaringContract, 2, ignoreExtensionData: false, onlyCallbacks: false);
        DataContractSerializerOperationBehavior.Restrict(harness.Operation.DeclaringContract, 100, ignoreExtensionData: false, onlyCallbacks: false);
        Assert.Throws<DeserializationFailedException>(() => harness.ReadRequest(Numbers));
    }

    [Fact]
    public void A_binary_message_that_promises_more_bytes_than_it_has_is_refused()
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, null, null, ownsStream: false))
        {
            using var message = For("EchoBytes").Client.SerializeRequest(MessageVersion.Soap11, [new byte[1000]]);
            message.WriteMessage(writer);
        }

        var cut = stream.ToArray()[..^500];
        Assert.Throws<DeserializationFailedException>(() =>
        {
            using var message = Message.CreateMessage(XmlDictionaryReader.CreateBinaryReader(cut, XmlDictionaryReaderQuotas.Max), 65536, MessageVersion.Soap11);
            For("EchoBytes").Service.DeserializeRequest(message, new object?[1]);
        });
    }

    [Fact]
    public void A_body_can_be_written_again()
    {
        using var message = For("Echo").Client.SerializeRequest(MessageVersion.Soap11, ["again"]);
        using var buffer = message.CreateBufferedCopy(int.MaxValue);
        using var first = buffer.CreateMessage();
        using var second = buffer.CreateMessage();
        Assert.Equal(FormatterHarness.Body(first), FormatterHarness.Body(second));
        Assert.Contains("<s>again</s>", FormatterHarness.Body(buffer.CreateMessage()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_way_operations_have_no_reply_to_write()
    {
        Assert.Throws<InvalidOperationException>(() => For("Notify").Service.SerializeReply(MessageVersion.Soap11, [], null));
    }

    [Fact]
    public void Names_in_binary_messages_come_from_one_dictionary_per_contract()
    {
        var contract = ContractDescription.GetContract(typeof(IEcho));
        Assert.Same(contract.Dictionary.Add("http://tempuri.org/peer"), contract.Dictionary.Add("http://tempuri.org/peer"));
        var harness = For("Echo");
        Assert.Equal(10, Size(new XmlBinaryWriterSession()));
        Assert.True(Size(null) > 35);

        int Size(XmlBinaryWriterSession? session)
        {
            using var stream = new MemoryStream();
            using var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, null, session, ownsStream: false);
            using var message = harness.Client.SerializeRequest(MessageVersion.Soap11, ["a"]);
            message.WriteBodyContents(writer);
            writer.Flush();
            return (int)stream.Length;
        }
    }
}
