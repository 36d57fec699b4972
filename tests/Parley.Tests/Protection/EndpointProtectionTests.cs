using System.Net.Security;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.Security;

namespace Parley.Tests.Protection;

public class EndpointProtectionTests
{
    [ServiceContract(Namespace = "urn:protection")]
    public interface IPlain
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract(Namespace = "urn:protection", ProtectionLevel = ProtectionLevel.Sign)]
    public interface ISigned
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract(Namespace = "urn:protection")]
    public interface ISecretAnswer
    {
        [OperationContract]
        Answer Ask();
    }

    [MessageContract]
    public class Answer
    {
        [MessageBodyMember(ProtectionLevel = ProtectionLevel.EncryptAndSign)]
        public string? Secret { get; set; }
    }

    [ServiceContract(Namespace = "urn:protection")]
    public interface ISecretFault
    {
        [OperationContract]
        [FaultContract(typeof(string), ProtectionLevel = ProtectionLevel.EncryptAndSign)]
        void Do();
    }

    [ServiceContract(Namespace = "urn:protection", ProtectionLevel = ProtectionLevel.None)]
    public interface IOpen
    {
        [OperationContract]
        void Do();
    }

    public static TheoryData<string, Type, bool> Checks => new()
    {
        { "http", typeof(IPlain), true },
        { "http", typeof(IOpen), true },
        { "http", typeof(ISigned), false },
        { "http", typeof(ISecretAnswer), false },
        { "http", typeof(ISecretFault), false },
        { "https", typeof(ISigned), true },
        { "https", typeof(ISecretAnswer), true },
        { "net.tcp", typeof(ISigned), false },
        { "net.tcp tls", typeof(ISecretAnswer), true },
        { "signature only", typeof(ISigned), false },
        { "signature only", typeof(IPlain), true },
        { "certificates", typeof(ISecretAnswer), true },
        { "certificates", typeof(ISecretFault), true },
        { "credential over http", typeof(ISigned), false },
        { "credential over https", typeof(ISigned), true },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void A_contract_that_asks_for_protection_is_refused_where_the_binding_has_none(string binding, Type contract, bool accepted)
    {
        var endpoint = Endpoint(contract, Make(binding));
        if (accepted)
        {
            EndpointProtection.AddTo([], endpoint);
            return;
        }

        var error = Assert.Throws<InvalidOperationException>(() => EndpointProtection.AddTo([], endpoint));
        Assert.Contains(endpoint.Contract.Name, error.Message, StringComparison.Ordinal);
        Assert.Contains("ProtectionLevel.", error.Message, StringComparison.Ordinal);
        Assert.Contains(endpoint.Binding!.Name, error.Message, StringComparison.Ordinal);
        Assert.Contains("Security.Mode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_finds_out_when_its_factory_opens()
    {
        using var factory = new ChannelFactory<ISigned>(new BasicHttpBinding(), "http://localhost/x");
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("ISigned", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bindings_say_what_they_can()
    {
        Assert.Equal("None None client False service False", Capabilities("http"));
        Assert.Equal("EncryptAndSign EncryptAndSign client False service True", Capabilities("https"));
        Assert.Equal("EncryptAndSign EncryptAndSign client False service True", Capabilities("net.tcp tls"));
        Assert.Equal("Sign None client True service False", Capabilities("signature only"));
        Assert.Equal("EncryptAndSign EncryptAndSign client True service True", Capabilities("certificates"));
        Assert.Equal("EncryptAndSign EncryptAndSign client True service True", Capabilities("session of user name"));
        Assert.Equal("EncryptAndSign EncryptAndSign client False service True", Capabilities("session of nobody"));
        Assert.Equal("EncryptAndSign EncryptAndSign client True service True", Capabilities("credential over https"));
    }

    [Fact]
    public void A_binding_without_message_security_is_given_no_requirements()
    {
        var parameters = new BindingParameterCollection();
        EndpointProtection.AddTo(parameters, Endpoint(typeof(IPlain), Make("https")));
        Assert.Null(parameters.Find<ChannelProtectionRequirements>());
    }

    [Fact]
    public void Addressing_headers_are_signed_in_every_message()
    {
        var requirements = Requirements(typeof(IPlain), Make("certificates"));
        foreach (var parts in new[] { requirements.IncomingSignatureParts, requirements.OutgoingSignatureParts })
        {
            Assert.Equal(
                ["Action", "FaultTo", "From", "MessageID", "RelatesTo", "ReplyTo", "To"],
                parts.ChannelParts.HeaderTypes.Where(h => h.Namespace == "http://www.w3.org/2005/08/addressing").Select(h => h.Name).Order());
            Assert.False(parts.ChannelParts.IsBodyIncluded);
        }

        Assert.Empty(requirements.IncomingEncryptionParts.ChannelParts.HeaderTypes);
    }

    [Fact]
    public void Messages_of_reliable_sessions_are_signed_and_not_encrypted()
    {
        var binding = Make("certificates");
        binding.Elements.Insert(0, new ReliableSessionBindingElement { ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11 });
        var requirements = Requirements(typeof(IPlain), binding);
        const string Rm = "http://docs.oasis-open.org/ws-rx/wsrm/200702";
        Assert.True(requirements.IncomingSignatureParts.ChannelParts.Includes("Sequence", Rm));
        Assert.True(requirements.OutgoingSignatureParts.ChannelParts.Includes("SequenceAcknowledgement", Rm));
        foreach (var action in new[] { "CreateSequence", "CreateSequenceResponse", "CloseSequence", "TerminateSequence", "SequenceAcknowledgement", "fault" })
        {
            Assert.True(requirements.IncomingSignatureParts.TryGetParts($"{Rm}/{action}", out var signed));
            Assert.True(signed.IsBodyIncluded);
            Assert.True(requirements.OutgoingEncryptionParts.TryGetParts($"{Rm}/{action}", out var encrypted));
            Assert.False(encrypted.IsBodyIncluded);
        }
    }

    [Fact]
    public void Endpoints_at_one_address_add_to_what_is_there()
    {
        var parameters = new BindingParameterCollection();
        var binding = Make("certificates");
        EndpointProtection.AddTo(parameters, Endpoint(typeof(IPlain), binding));
        EndpointProtection.AddTo(parameters, Endpoint(typeof(ISigned), binding));
        var requirements = parameters.Find<ChannelProtectionRequirements>()!;
        Assert.Contains("urn:protection/IPlain/Do", requirements.IncomingSignatureParts.Actions);
        Assert.Contains("urn:protection/ISigned/Do", requirements.IncomingSignatureParts.Actions);
    }

    [Fact]
    public void A_behavior_may_ask_for_more()
    {
        var endpoint = Endpoint(typeof(IPlain), Make("certificates"));
        endpoint.Behaviors.Add(new TicketIsSecret());
        var parameters = ClientRuntimeBuilder.CollectBindingParameters(endpoint, []);
        var requirements = parameters.Find<ChannelProtectionRequirements>()!;
        Assert.True(requirements.IncomingEncryptionParts.TryGetParts("urn:protection/IPlain/Do", out var parts));
        Assert.Contains(TicketIsSecret.Header, parts.HeaderTypes);
    }

    private static ChannelProtectionRequirements Requirements(Type contract, Binding binding)
    {
        var parameters = new BindingParameterCollection();
        EndpointProtection.AddTo(parameters, Endpoint(contract, binding));
        return parameters.Find<ChannelProtectionRequirements>()!;
    }

    private static string Capabilities(string binding)
    {
        var found = Make(binding).GetProperty<ISecurityCapabilities>([])!;
        return $"{found.SupportedRequestProtectionLevel} {found.SupportedResponseProtectionLevel} client {found.SupportsClientAuthentication} service {found.SupportsServerAuthentication}";
    }

    private static ServiceEndpoint Endpoint(Type contract, Binding binding) =>
        new(ContractDescription.GetContract(contract), binding, new EndpointAddress(binding.Scheme + "://localhost/x"));

    private static CustomBinding Make(string name) =>
        name switch
        {
            "http" => new CustomBinding(new TextMessageEncodingBindingElement(), new HttpTransportBindingElement()),
            "https" => new CustomBinding(new TextMessageEncodingBindingElement(), new HttpsTransportBindingElement()),
            "net.tcp" => new CustomBinding(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement()),
            "net.tcp tls" => new CustomBinding(new BinaryMessageEncodingBindingElement(), new SslStreamSecurityBindingElement(), new TcpTransportBindingElement()),
            "signature only" => Secured(SecurityBindingElement.CreateCertificateSignatureBindingElement()),
            "certificates" => Secured(SecurityBindingElement.CreateMutualCertificateBindingElement()),
            "session of user name" => Secured(SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateUserNameForCertificateBindingElement())),
            "session of nobody" => Secured(SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateAnonymousForCertificateBindingElement())),
            "credential over http" => Secured(SecurityBindingElement.CreateUserNameOverTransportBindingElement()),
            _ => new CustomBinding(
                SecurityBindingElement.CreateUserNameOverTransportBindingElement(), new TextMessageEncodingBindingElement(), new HttpsTransportBindingElement()),
        };

    private static CustomBinding Secured(SecurityBindingElement security) =>
        new(security, new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());

    private sealed class TicketIsSecret : IEndpointBehavior
    {
        internal static readonly XmlQualifiedName Header = new("Ticket", "urn:h");

        public void Validate(ServiceEndpoint endpoint)
        {
        }

        public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters) =>
            bindingParameters.Find<ChannelProtectionRequirements>()!.IncomingEncryptionParts.AddParts(new MessagePartSpecification(Header));

        public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
        {
        }

        public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
        {
        }
    }
}
