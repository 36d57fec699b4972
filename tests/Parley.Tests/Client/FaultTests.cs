using System.Runtime.Serialization;
using Parley.Channels;
using Parley.Dispatcher;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class FaultTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IRisky
    {
        [OperationContract]
        [FaultContract(typeof(OutOfStock))]
        [FaultContract(typeof(int), Action = "urn:test/number")]
        string Buy(string what);
    }

    [DataContract(Namespace = "urn:test")]
    public class OutOfStock
    {
        [DataMember]
        public string? Item { get; set; }
    }

    [Fact]
    public async Task A_declared_fault_is_an_exception_of_its_detail()
    {
        await using var factory = Risky(MessageFault.CreateFault(new FaultCode("Sender"), new FaultReason("none left"), new OutOfStock { Item = "tea" }), "urn:test/IRisky/BuyOutOfStockFault");
        var error = Assert.Throws<FaultException<OutOfStock>>(() => factory.CreateChannel().Buy("tea"));
        Assert.Equal("tea", error.Detail.Item);
        Assert.Equal("none left", error.Message);
        Assert.Equal("urn:test/IRisky/BuyOutOfStockFault", error.Action);
    }

    [Fact]
    public async Task A_declared_detail_is_recognised_under_a_general_action_too()
    {
        await using var factory = Risky(MessageFault.CreateFault(new FaultCode("Sender"), new FaultReason("none left"), new OutOfStock { Item = "tea" }), null);
        Assert.Throws<FaultException<OutOfStock>>(() => factory.CreateChannel().Buy("tea"));
    }

    [Fact]
    public async Task The_action_of_a_fault_chooses_among_declared_faults()
    {
        await using var factory = Risky(MessageFault.CreateFault(new FaultCode("Sender"), new FaultReason("x"), 7), "urn:test/number");
        Assert.Equal(7, Assert.Throws<FaultException<int>>(() => factory.CreateChannel().Buy("tea")).Detail);
    }

    [Fact]
    public async Task An_undeclared_fault_is_a_plain_fault_exception()
    {
        var peer = new MemoryPeer();
        await using var factory = Risky(
            MessageFault.CreateFault(new FaultCode("Sender", new FaultCode("Odd", "urn:odd")), new FaultReason("odd"), "detail"), "urn:odd/action", peer);
        var proxy = factory.CreateChannel();
        var error = Assert.Throws<FaultException>(() => proxy.Buy("tea"));
        Assert.Equal(("odd", "Odd", "urn:odd/action"), (error.Message, error.Code.SubCode!.Name, error.Action));
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)proxy).State);
    }

    [Fact]
    public async Task An_exception_detail_that_a_service_includes_is_read_without_being_declared()
    {
        await using var factory = Risky(
            MessageFault.CreateFault(new FaultCode("Receiver"), new FaultReason("boom"), new ExceptionDetail(new InvalidOperationException("boom"))),
            "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher/fault");
        Assert.Equal("boom", Assert.Throws<FaultException<ExceptionDetail>>(() => factory.CreateChannel().Buy("tea")).Detail.Message);
    }

    [Theory]
    [InlineData("ActionNotSupported", typeof(ActionNotSupportedException))]
    [InlineData("DestinationUnreachable", typeof(EndpointNotFoundException))]
    [InlineData("EndpointUnavailable", typeof(ServerTooBusyException))]
    public async Task Faults_of_addressing_have_exceptions_of_their_own(string subCode, Type expected)
    {
        var fault = MessageFault.CreateFault(
            new FaultCode("Sender", new FaultCode(subCode, "http://www.w3.org/2005/08/addressing")), "no way");
        await using var factory = Risky(fault, "http://www.w3.org/2005/08/addressing/fault");
        var error = Assert.Throws(expected, () => factory.CreateChannel().Buy("tea"));
        Assert.Equal("no way", error.Message);
    }

    [Fact]
    public async Task A_must_understand_fault_is_a_protocol_error()
    {
        await using var factory = Risky(MessageFault.CreateFault(new FaultCode("MustUnderstand"), "what?"), null);
        Assert.Throws<ProtocolException>(() => factory.CreateChannel().Buy("tea"));
    }

    [Fact]
    public async Task A_fault_on_a_session_leaves_the_session_open()
    {
        var peer = new MemoryPeer();
        await using var factory = Risky(MessageFault.CreateFault(new FaultCode("Sender"), "no"), null, peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        Assert.Throws<FaultException>(() => proxy.Buy("tea"));
        Assert.Throws<FaultException>(() => proxy.Buy("tea"));
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)proxy).State);
    }

    [Fact]
    public async Task Inspectors_see_faults_and_may_replace_them()
    {
        await using var factory = Risky(MessageFault.CreateFault(new FaultCode("Sender"), "no"), null);
        factory.Endpoint.Behaviors.Add(new RuntimeBehavior(runtime => runtime.MessageInspectors.Add(new Forgiving())));
        Assert.Equal("forgiven", factory.CreateChannel().Buy("tea"));
    }

    private static ChannelFactory<IRisky> Risky(MessageFault fault, string? action, MemoryPeer? peer = null, Type? shape = null)
    {
        peer ??= new MemoryPeer();
        peer.Answer = request => new(Message.CreateMessage(request.Version, fault, action));
        return Wire.Factory<IRisky>(peer, shape ?? typeof(IRequestChannel));
    }

    private sealed class Forgiving : IClientMessageInspector
    {
        public void AfterReceiveReply(ref Message reply, object? correlationState)
        {
            Assert.True(reply.IsFault);
            var version = reply.Version;
            reply.Close();
            reply = Message.CreateMessage(version, "urn:test/IRisky/BuyResponse", (object)"forgiven");
        }

        public object? BeforeSendRequest(ref Message request, IClientChannel channel) => null;
    }
}
