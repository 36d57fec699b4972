using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

public sealed class FaultFormatterTests
{
    [DataContract(Namespace = "urn:data", Name = "Trouble")]
    [KnownType(typeof(Worse))]
    public class Trouble
    {
        [DataMember]
        public string? Reason { get; set; }
    }

    [DataContract(Namespace = "urn:data")]
    public sealed class Worse : Trouble;

    [DataContract(Namespace = "urn:data")]
    public sealed class Other
    {
        [DataMember]
        public object? Value { get; set; }
    }

    [DataContract(Namespace = "urn:data")]
    public sealed class Known
    {
        [DataMember]
        public int X { get; set; }
    }

    public sealed class Plain
    {
        [System.Xml.Serialization.XmlAttribute("code")]
        public int Code { get; set; }
    }

    [ServiceContract(Namespace = "urn:c", Name = "C")]
    [ServiceKnownType(typeof(Known))]
    public interface IService
    {
        [OperationContract]
        [FaultContract(typeof(Trouble))]
        [FaultContract(typeof(Other), Action = "urn:other", Name = "oops", Namespace = "urn:oops")]
        [FaultContract(typeof(string))]
        void Do();

        [OperationContract]
        [XmlSerializerFormat(SupportFaults = true)]
        [FaultContract(typeof(Plain))]
        void Xml();
    }

    private static FaultFormatter For(string operation) =>
        new(FaultContracts.Of(ContractDescription.GetContract(typeof(IService)).Operations.Find(operation)!));

    private static string DetailOf(MessageFault fault)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            fault.WriteTo(writer, EnvelopeVersion.Soap12);
        }

        var text = Encoding.UTF8.GetString(stream.ToArray());
        var start = text.IndexOf("Detail>", StringComparison.Ordinal) + "Detail>".Length;
        return text[start..text.LastIndexOf("</", text.LastIndexOf("Detail>", StringComparison.Ordinal), StringComparison.Ordinal)];
    }

    private static FaultException? Pass(string operation, FaultException exception, Func<string?, string?>? changeAction = null)
    {
        var fault = For(operation).CreateFault(exception, out var action);
        using var message = FormatterHarness.Transfer(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, fault, action ?? "urn:default"), binary: false);
        var received = MessageFault.CreateFault(message, 65536);
        return For(operation).TryCreateException(received, changeAction is null ? message.Headers.Action : changeAction(message.Headers.Action));
    }

    [Fact]
    public void A_declared_detail_has_its_own_element_and_the_default_action()
    {
        var fault = For("Do").CreateFault(new FaultException<Trouble>(new Trouble { Reason = "r" }, "why"), out var action);
        Assert.Equal("urn:c/C/DoTroubleFault", action);
        Assert.Equal("<Trouble xmlns=\"urn:data\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Reason>r</Reason></Trouble>", DetailOf(fault));
    }

    [Fact]
    public void A_named_detail_has_the_name_and_action_of_its_contract()
    {
        var fault = For("Do").CreateFault(new FaultException<Other>(new Other { Value = new Known { X = 7 } }, "why"), out var action);
        Assert.Equal("urn:other", action);
        Assert.StartsWith("<oops xmlns=\"urn:oops\"", DetailOf(fault), StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_details_survive_the_way_back()
    {
        var trouble = Assert.IsType<FaultException<Trouble>>(Pass("Do", new FaultException<Trouble>(new Trouble { Reason = "r" }, new FaultReason("why"), new FaultCode("Sender"))));
        Assert.Equal("r", trouble.Detail.Reason);
        Assert.Equal("why", trouble.Message);
        Assert.Equal("urn:c/C/DoTroubleFault", trouble.Action);
        var other = Assert.IsType<FaultException<Other>>(Pass("Do", new FaultException<Other>(new Other { Value = new Known { X = 7 } }, "why")));
        Assert.Equal(7, Assert.IsType<Known>(other.Detail.Value).X);
        Assert.Equal("text", Assert.IsType<FaultException<string>>(Pass("Do", new FaultException<string>("text", "why"))).Detail);
        Assert.IsType<Worse>(Assert.IsType<FaultException<Trouble>>(Pass("Do", new FaultException<Trouble>(new Worse { Reason = "w" }, "why"))).Detail);
        Assert.Equal(5, Assert.IsType<FaultException<Plain>>(Pass("Xml", new FaultException<Plain>(new Plain { Code = 5 }, "why"))).Detail.Code);
    }

    [Fact]
    public void A_general_action_does_not_hide_a_declared_detail()
    {
        Assert.IsType<FaultException<Trouble>>(
            Pass("Do", new FaultException<Trouble>(new Trouble(), "why"), _ => "http://www.w3.org/2005/08/addressing/soap/fault"));
        Assert.IsType<FaultException<Trouble>>(Pass("Do", new FaultException<Trouble>(new Trouble(), "why"), _ => null));
    }

    [Fact]
    public void An_undeclared_detail_is_sent_and_not_typed_on_the_other_side()
    {
        var fault = For("Do").CreateFault(new FaultException<Known>(new Known(), "why"), out var action);
        Assert.True(fault.HasDetail);
        Assert.Null(action);
        Assert.Null(Pass("Do", new FaultException<Known>(new Known(), "why")));
        Assert.Null(Pass("Do", new FaultException("why")));
    }

    [Fact]
    public void An_action_of_the_exception_counts()
    {
        _ = For("Do").CreateFault(new FaultException<Trouble>(new Trouble(), new FaultReason("why"), new FaultCode("Sender"), "urn:mine"), out var action);
        Assert.Equal("urn:mine", action);
    }

    [Fact]
    public void A_detail_with_the_wrong_content_is_an_untyped_fault()
    {
        var envelope = FormatterHarness.Envelope(
            "<s:Fault><faultcode>s:Client</faultcode><faultstring>why</faultstring><detail><oops xmlns='urn:oops'><Value xmlns='urn:data' i:type='x:none' xmlns:x='urn:x' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'/></oops></detail></s:Fault>");
        using var message = Message.CreateMessage(envelope, 65536, MessageVersion.Soap11);
        Assert.Null(For("Do").TryCreateException(MessageFault.CreateFault(message, 65536), "urn:other"));
    }
}
