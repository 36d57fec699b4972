using System.Collections.ObjectModel;
using System.Xml;
using Parley.Channels;
using Parley.Description;

namespace Parley.Tests.Description;

public sealed class ServiceDescriptionTests
{
    [ServiceContract]
    public interface IFirst
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract]
    public interface ISecond
    {
        [OperationContract]
        void Do();
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class MarkAttribute : Attribute, IServiceBehavior
    {
        public void Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
        {
        }

        public void AddBindingParameters(
            ServiceDescription serviceDescription,
            ServiceHostBase serviceHostBase,
            Collection<ServiceEndpoint> endpoints,
            BindingParameterCollection bindingParameters)
        {
        }

        public void ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
        {
        }
    }

    [Mark]
    private sealed class Service : IFirst
    {
        public void Do()
        {
        }
    }

    private static ServiceEndpoint Endpoint<T>(string address, string binding) => new(
        ContractDescription.GetContract(typeof(T)), new CustomBinding { Name = binding, Namespace = "urn:b" }, new EndpointAddress(address));

    [Fact]
    public void A_service_has_the_behaviors_of_its_class()
    {
        var description = ServiceDescription.GetService(typeof(Service));
        Assert.Equal(typeof(Service), description.ServiceType);
        Assert.Equal("Service", description.Name);
        Assert.Equal("http://tempuri.org/", description.Namespace);
        Assert.Equal(typeof(Service).FullName, description.ConfigurationName);
        Assert.NotNull(description.Behaviors.Find<MarkAttribute>());
        Assert.NotNull(ServiceDescription.GetService(new Service()).Behaviors.Find<MarkAttribute>());
        Assert.Throws<ArgumentException>(() => ServiceDescription.GetService(typeof(IFirst)));
    }

    [Fact]
    public void Endpoints_are_found_by_contract_address_and_binding()
    {
        var first = Endpoint<IFirst>("http://localhost/1", "one");
        var second = Endpoint<ISecond>("http://localhost/2", "one");
        var third = Endpoint<IFirst>("http://localhost/3", "two");
        var endpoints = new ServiceDescription([first, second, third]).Endpoints;
        Assert.Same(first, endpoints.Find(typeof(IFirst)));
        Assert.Same(second, endpoints.Find(new Uri("http://localhost/2")));
        Assert.Same(third, endpoints.Find(new XmlQualifiedName("two", "urn:b")));
        Assert.Same(third, endpoints.Find(typeof(IFirst), new XmlQualifiedName("two", "urn:b")));
        Assert.Null(endpoints.Find(typeof(ISecond), new XmlQualifiedName("two", "urn:b")));
        Assert.Equal([first, third], endpoints.FindAll(typeof(IFirst)));
        Assert.Equal([first, second], endpoints.FindAll(new XmlQualifiedName("one", "urn:b")));
        Assert.Throws<ArgumentNullException>(() => endpoints.Add(null!));
    }

    [Fact]
    public void An_endpoint_is_named_after_its_binding_and_contract_and_listens_at_its_address()
    {
        var endpoint = Endpoint<IFirst>("http://localhost/1", "one");
        Assert.Equal("one_IFirst", endpoint.Name);
        Assert.Equal(new Uri("http://localhost/1"), endpoint.ListenUri);
        endpoint.ListenUri = new Uri("http://localhost/listen");
        endpoint.Name = "given";
        Assert.Equal(new Uri("http://localhost/listen"), endpoint.ListenUri);
        Assert.Equal("given", endpoint.Name);
        Assert.Equal(ListenUriMode.Explicit, endpoint.ListenUriMode);
        Assert.Throws<ArgumentOutOfRangeException>(() => endpoint.ListenUriMode = (ListenUriMode)5);
    }

    [Fact]
    public void Messages_operations_and_faults_are_found_by_name_and_action()
    {
        var contract = ContractDescription.GetContract(typeof(IFirst));
        Assert.Null(contract.Operations.Find("Other"));
        Assert.Single(contract.Operations.FindAll("Do"));
        var operation = contract.Operations[0];
        Assert.Same(operation.Messages[1], operation.Messages.Find("http://tempuri.org/IFirst/DoResponse"));
        Assert.Empty(operation.Messages.FindAll("urn:x"));
        operation.Faults.Add(new FaultDescription("urn:f"));
        Assert.NotNull(operation.Faults.Find("urn:f"));
        Assert.Null(operation.Faults.Find("urn:g"));
        Assert.Same(operation.Behaviors, operation.OperationBehaviors);
    }
}
