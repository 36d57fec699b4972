using Parley.Description;

namespace Parley.Tests.Contracts;

/// <summary>Contracts whose attributes belong to an older stack are read as ours.</summary>
public sealed class ForeignAttributeTests
{
    public sealed record Reason;

    public class Animal;

    public class Dog : Animal;

    public static IEnumerable<Type> Animals(System.Reflection.ICustomAttributeProvider provider) => [typeof(Dog)];

    [System.ServiceModel.ServiceContract]
    public interface IOldCallback
    {
        [System.ServiceModel.OperationContract(IsOneWay = true)]
        void Tick(int n);
    }

    [System.ServiceModel.MessageContract(WrapperName = "Wrapper", WrapperNamespace = "urn:wrapper")]
    public sealed class OldMessage
    {
        [System.ServiceModel.MessageHeader(MustUnderstand = true, Actor = "urn:actor", Relay = true)]
        public string? Header { get; set; }

        [System.ServiceModel.MessageHeaderArray(Name = "Item")]
        public int[]? Items { get; set; }

        [System.ServiceModel.MessageBodyMember(Order = 1)]
        public string? Alpha { get; set; }

        [System.ServiceModel.MessageBodyMember]
        public string? Beta { get; set; }

        [System.ServiceModel.MessageProperty(Name = "prop")]
        public object? Property { get; set; }
    }

    [System.ServiceModel.ServiceContract(
        Name = "Old", Namespace = "urn:old", SessionMode = System.ServiceModel.SessionMode.Required, CallbackContract = typeof(IOldCallback), ConfigurationName = "cfg")]
    [System.ServiceModel.ServiceKnownType("Animals", typeof(ForeignAttributeTests))]
    [System.ServiceModel.DeliveryRequirements(RequireOrderedDelivery = true)]
    public interface IOld
    {
        [System.ServiceModel.OperationContract(IsInitiating = false, IsTerminating = true, Action = "urn:a", ReplyAction = "urn:r", Name = "Do")]
        [System.ServiceModel.FaultContract(typeof(Reason), Action = "urn:fault", Name = "why", Namespace = "urn:why")]
        [System.ServiceModel.ServiceKnownType(typeof(string[]))]
        [return: System.ServiceModel.MessageParameter(Name = "out")]
        int Work([System.ServiceModel.MessageParameter(Name = "in")] int value);

        [System.ServiceModel.OperationContract]
        [System.ServiceModel.XmlSerializerFormat(Style = System.ServiceModel.OperationFormatStyle.Rpc, SupportFaults = true)]
        void Rpc(int value);

        [System.ServiceModel.OperationContract]
        OldMessage Typed(OldMessage message);
    }

    [CoreWCF.ServiceContract(Namespace = "urn:core", SessionMode = CoreWCF.SessionMode.NotAllowed)]
    public interface ICore
    {
        [CoreWCF.OperationContract(IsOneWay = true)]
        void Post(string text);
    }

    [CoreWCF.ServiceContract]
    public interface IOdd
    {
        [CoreWCF.OperationContract]
        [CoreWCF.FaultContract]
        void Do();
    }

    [CoreWCF.ServiceBehavior(Name = "Named", InstanceContextMode = CoreWCF.InstanceContextMode.Single, IncludeExceptionDetailInFaults = true)]
    private sealed class CoreService : ICore
    {
        [CoreWCF.OperationBehavior(ReleaseInstanceMode = CoreWCF.ReleaseInstanceMode.AfterCall)]
        public void Post(string text)
        {
        }
    }

    private static ContractDescription Old => ContractDescription.GetContract(typeof(IOld));

    [Fact]
    public void A_contract_with_attributes_of_system_servicemodel_is_read_as_ours()
    {
        var contract = Old;
        Assert.Equal("Old", contract.Name);
        Assert.Equal("urn:old", contract.Namespace);
        Assert.Equal(SessionMode.Required, contract.SessionMode);
        Assert.Equal(typeof(IOldCallback), contract.CallbackContractType);
        Assert.Equal("cfg", contract.ConfigurationName);
        Assert.Equal(["Do", "Rpc", "Typed", "Tick"], contract.Operations.Select(o => o.Name));
        Assert.False(contract.HasProtectionLevel);
    }

    [Fact]
    public void An_operation_with_attributes_of_system_servicemodel_is_read_as_ours()
    {
        var operation = Old.Operations.Find("Do")!;
        Assert.False(operation.IsInitiating);
        Assert.True(operation.IsTerminating);
        Assert.Equal("urn:a", operation.Messages[0].Action);
        Assert.Equal("urn:r", operation.Messages[1].Action);
        Assert.Equal("in", operation.Messages[0].Body.Parts[0].Name);
        Assert.Equal("out", operation.Messages[1].Body.ReturnValue!.Name);
        var fault = Assert.Single(operation.Faults);
        Assert.Equal(typeof(Reason), fault.DetailType);
        Assert.Equal(("urn:fault", "why", "urn:why"), (fault.Action, fault.Name, fault.Namespace));
        Assert.Equal([typeof(Dog), typeof(string[])], operation.KnownTypes);
    }

    [Fact]
    public void Enumerations_are_taken_over_by_name_and_not_by_number()
    {
        var behavior = Old.Operations.Find("Rpc")!.Behaviors.Find<XmlSerializerOperationBehavior>()!;
        Assert.Equal(OperationFormatStyle.Rpc, behavior.XmlSerializerFormatAttribute.Style);
        Assert.True(behavior.XmlSerializerFormatAttribute.SupportFaults);
    }

    [Fact]
    public void A_typed_message_with_attributes_of_system_servicemodel_is_read_as_ours()
    {
        var message = Old.Operations.Find("Typed")!.Messages[0];
        Assert.Equal(typeof(OldMessage), message.MessageType);
        Assert.Equal(("Wrapper", "urn:wrapper"), (message.Body.WrapperName, message.Body.WrapperNamespace));
        Assert.Equal(["Beta", "Alpha"], message.Body.Parts.Select(p => p.Name));
        var header = message.Headers[0];
        Assert.Equal(("Header", "urn:old", "urn:actor", true, true, false), (header.Name, header.Namespace, header.Actor, header.MustUnderstand, header.Relay, header.Multiple));
        Assert.Equal(("Item", true), (message.Headers[1].Name, message.Headers[1].Multiple));
        Assert.Equal("prop", Assert.Single(message.Properties).Name);
    }

    [Fact]
    public void Delivery_requirements_of_system_servicemodel_become_a_contract_behavior()
    {
        Assert.True(Old.Behaviors.Find<DeliveryRequirementsAttribute>()!.RequireOrderedDelivery);
    }

    [Fact]
    public void A_contract_with_attributes_of_corewcf_is_read_as_ours()
    {
        var contract = ContractDescription.GetContract(typeof(ICore));
        Assert.Equal(("ICore", "urn:core", SessionMode.NotAllowed), (contract.Name, contract.Namespace, contract.SessionMode));
        var operation = Assert.Single(contract.Operations);
        Assert.True(operation.IsOneWay);
        Assert.Equal("urn:core/ICore/Post", operation.Messages[0].Action);
    }

    [Fact]
    public void A_foreign_attribute_with_our_name_and_other_properties_is_refused()
    {
        var e = Assert.Throws<InvalidOperationException>(() => ContractDescription.GetContract(typeof(IOdd)));
        Assert.Contains("CoreWCF.FaultContractAttribute", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Behaviors_of_a_service_with_attributes_of_corewcf_are_read_as_ours()
    {
        var description = ServiceDescription.GetService(typeof(CoreService));
        Assert.Equal("Named", description.Name);
        var behavior = description.Behaviors.Find<ServiceBehaviorAttribute>()!;
        Assert.Equal((InstanceContextMode.Single, true), (behavior.InstanceContextMode, behavior.IncludeExceptionDetailInFaults));
        var operation = ContractDescription.GetContract(typeof(ICore), typeof(CoreService)).Operations[0];
        Assert.Equal(ReleaseInstanceMode.AfterCall, operation.Behaviors.Find<OperationBehaviorAttribute>()!.ReleaseInstanceMode);
    }

    [Fact]
    public void The_callback_behavior_of_system_servicemodel_on_a_callback_class_is_read_as_ours()
    {
        using var factory = new DuplexChannelFactory<Client.Memory.IChat>(new OldCallback(), new NetTcpBinding(), "net.tcp://localhost/chat");
        var behavior = factory.Endpoint.Behaviors.Find<CallbackBehaviorAttribute>()!;
        Assert.Equal((ConcurrencyMode.Multiple, false, true), (behavior.ConcurrencyMode, behavior.UseSynchronizationContext, behavior.AutomaticSessionShutdown));
    }

    [System.ServiceModel.CallbackBehavior(ConcurrencyMode = System.ServiceModel.ConcurrencyMode.Multiple, UseSynchronizationContext = false)]
    private sealed class OldCallback : Client.Memory.IChatCallback
    {
        public void Said(string text)
        {
        }

        public string Ask(string question) => question;
    }
}
