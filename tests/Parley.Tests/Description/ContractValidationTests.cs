using Parley.Channels;
using Parley.Description;

namespace Parley.Tests.Description;

public sealed class ContractValidationTests
{
    [ServiceContract]
    public interface IEmpty;

    [ServiceContract(SessionMode = SessionMode.Required)]
    public interface ISession
    {
        [OperationContract]
        void Start();

        [OperationContract(IsInitiating = false)]
        void Go();

        [OperationContract(IsInitiating = false, IsTerminating = true)]
        void Stop();
    }

    [ServiceContract(SessionMode = SessionMode.Required)]
    public interface INoStart
    {
        [OperationContract(IsInitiating = false)]
        void Go();

        [OperationContract(IsInitiating = false, IsTerminating = true)]
        void Stop();
    }

    [ServiceContract]
    public interface ITerminatingAllowed
    {
        [OperationContract(IsTerminating = true)]
        void Stop();
    }

    [ServiceContract(SessionMode = SessionMode.NotAllowed)]
    public interface INotInitiatingNotAllowed
    {
        [OperationContract]
        void Start();

        [OperationContract(IsInitiating = false)]
        void Go();
    }

    [ServiceContract]
    public interface ISameActions
    {
        [OperationContract(Action = "urn:same")]
        void First();

        [OperationContract(Action = "urn:same")]
        void Second();
    }

    public interface ICallback
    {
        [OperationContract(Action = "urn:same")]
        void Back();
    }

    [ServiceContract(CallbackContract = typeof(ICallback))]
    public interface ISameActionsBothWays
    {
        [OperationContract(Action = "urn:same")]
        void There();
    }

    private static string ErrorOf<T>() =>
        Assert.Throws<InvalidOperationException>(() => ContractValidation.Validate(ContractDescription.GetContract(typeof(T)))).Message;

    [Fact]
    public void A_session_contract_with_a_start_and_an_end_is_valid()
    {
        ContractValidation.Validate(ContractDescription.GetContract(typeof(ISession)));
    }

    [Fact]
    public void A_contract_without_operations_is_refused()
    {
        Assert.Contains("'IEmpty' has no operations", ErrorOf<IEmpty>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_that_no_operation_can_start_is_refused()
    {
        Assert.Contains("'INoStart'", ErrorOf<INoStart>(), StringComparison.Ordinal);
        Assert.Contains("IsInitiating = true", ErrorOf<INoStart>(), StringComparison.Ordinal);
    }

    public interface IStartsNothing
    {
        [OperationContract(IsOneWay = true)]
        void Tick();
    }

    [ServiceContract(SessionMode = SessionMode.Required, CallbackContract = typeof(IStartsNothing))]
    public interface INoStartButCallback
    {
        [OperationContract(IsInitiating = false)]
        void Go();
    }

    [Fact]
    public void A_callback_cannot_start_the_session_either() =>
        Assert.Contains("IsInitiating = true", ErrorOf<INoStartButCallback>(), StringComparison.Ordinal);

    [Fact]
    public void What_is_wrong_with_a_contract_is_said_with_the_endpoint()
    {
        var endpoint = new ServiceEndpoint(
            ContractDescription.GetContract(typeof(INoStart)), new CustomBinding { Name = "TheBinding" }, new EndpointAddress("http://localhost/here"));
        var error = Assert.Throws<InvalidOperationException>(endpoint.Validate);
        Assert.Contains("'TheBinding_INoStart' at 'http://localhost/here'", error.Message, StringComparison.Ordinal);
        Assert.Contains("IsInitiating = true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_markers_need_a_required_session()
    {
        var terminating = ErrorOf<ITerminatingAllowed>();
        Assert.Contains("'Stop'", terminating, StringComparison.Ordinal);
        Assert.Contains("IsTerminating = true", terminating, StringComparison.Ordinal);
        Assert.Contains("SessionMode = SessionMode.Required", terminating, StringComparison.Ordinal);

        var notInitiating = ErrorOf<INotInitiatingNotAllowed>();
        Assert.Contains("'Go'", notInitiating, StringComparison.Ordinal);
        Assert.Contains("IsInitiating = false", notInitiating, StringComparison.Ordinal);
        Assert.Contains("NotAllowed", notInitiating, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_operations_with_one_action_are_refused_unless_they_go_different_ways()
    {
        Assert.Contains("'urn:same'", ErrorOf<ISameActions>(), StringComparison.Ordinal);
        ContractValidation.Validate(ContractDescription.GetContract(typeof(ISameActionsBothWays)));
    }

    [Fact]
    public void An_operation_without_messages_is_refused()
    {
        var contract = new ContractDescription("Made");
        contract.Operations.Add(new OperationDescription("Do", contract));
        Assert.Contains("0 messages", Assert.Throws<InvalidOperationException>(() => ContractValidation.Validate(contract)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_needs_a_binding_and_an_address()
    {
        var contract = ContractDescription.GetContract(typeof(ISession));
        var bare = new ServiceEndpoint(contract);
        Assert.Contains("ServiceEndpoint.Binding", Assert.Throws<InvalidOperationException>(bare.Validate).Message, StringComparison.Ordinal);
        var bound = new ServiceEndpoint(contract, new CustomBinding(), null);
        Assert.Contains("ServiceEndpoint.Address", Assert.Throws<InvalidOperationException>(bound.Validate).Message, StringComparison.Ordinal);
        new ServiceEndpoint(contract, new CustomBinding(), new EndpointAddress("http://localhost/")).Validate();
    }

    [ServiceContract]
    [DeliveryRequirements(RequireOrderedDelivery = true)]
    public interface IOrdered
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract]
    [DeliveryRequirements(QueuedDeliveryRequirements = QueuedDeliveryRequirementsMode.Required)]
    public interface IQueued
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract]
    [DeliveryRequirements(QueuedDeliveryRequirements = QueuedDeliveryRequirementsMode.NotAllowed)]
    public interface IDirect
    {
        [OperationContract]
        void Do();
    }

    private sealed class Delivery(bool ordered, bool queued) : TransportBindingElement, IBindingDeliveryCapabilities
    {
        public override string Scheme => "test";

        public bool AssuresOrderedDelivery => ordered;

        public bool QueuedDelivery => queued;

        public override BindingElement Clone() => new Delivery(ordered, queued);

        public override T? GetProperty<T>(BindingContext context)
            where T : class => this as T ?? base.GetProperty<T>(context);
    }

    private static void ValidateDelivery<T>(bool ordered, bool queued) =>
        new ServiceEndpoint(ContractDescription.GetContract(typeof(T)), new CustomBinding(new Delivery(ordered, queued)), new EndpointAddress("test://localhost/")).Validate();

    [Fact]
    public void Delivery_requirements_that_the_binding_does_not_meet_are_refused()
    {
        ValidateDelivery<IOrdered>(ordered: true, queued: false);
        ValidateDelivery<IQueued>(ordered: false, queued: true);
        ValidateDelivery<IDirect>(ordered: false, queued: false);
        Assert.Contains("NetTcpBinding", Assert.Throws<InvalidOperationException>(() => ValidateDelivery<IOrdered>(false, true)).Message, StringComparison.Ordinal);
        Assert.Contains("queued delivery", Assert.Throws<InvalidOperationException>(() => ValidateDelivery<IQueued>(true, false)).Message, StringComparison.Ordinal);
        Assert.Contains("does not allow queued", Assert.Throws<InvalidOperationException>(() => ValidateDelivery<IDirect>(true, true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Net_tcp_delivers_in_order_and_http_does_not()
    {
        var contract = ContractDescription.GetContract(typeof(IOrdered));
        new ServiceEndpoint(contract, new CustomBinding(new TcpTransportBindingElement()), new EndpointAddress("net.tcp://localhost/")).Validate();
        var http = new ServiceEndpoint(contract, new CustomBinding(new HttpTransportBindingElement()), new EndpointAddress("http://localhost/"));
        Assert.Throws<InvalidOperationException>(() => http.Validate());
    }

    [Fact]
    public void Attributes_refuse_values_that_are_not_defined()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceContractAttribute { SessionMode = (SessionMode)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceContractAttribute { Name = string.Empty });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MessageBodyMemberAttribute { Order = -2 });
        Assert.Throws<ArgumentNullException>(() => new OperationContractAttribute { Action = null });
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlSerializerFormatAttribute { Style = (OperationFormatStyle)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContractDescription("C") { SessionMode = (SessionMode)(-1) });
        Assert.Throws<ArgumentNullException>(() => new FaultContractAttribute(null!));
    }
}
