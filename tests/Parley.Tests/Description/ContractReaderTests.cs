using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Tests.Description;

public sealed class ContractReaderTests
{
    private static ContractDescription Read<T>() => ContractDescription.GetContract(typeof(T));

    private static string ErrorOf<T>() => Assert.Throws<InvalidOperationException>(() => Read<T>()).Message;

    [ServiceContract]
    public interface IPlain
    {
        [OperationContract]
        string Echo(string s, int count);

        void NotAnOperation();
    }

    [Fact]
    public void Names_actions_and_namespaces_have_wcf_defaults()
    {
        var contract = Read<IPlain>();
        Assert.Equal(("IPlain", "http://tempuri.org/"), (contract.Name, contract.Namespace));
        Assert.Equal(SessionMode.Allowed, contract.SessionMode);
        Assert.Equal(typeof(IPlain).FullName, contract.ConfigurationName);
        var operation = Assert.Single(contract.Operations);
        Assert.Equal("http://tempuri.org/IPlain/Echo", operation.Messages[0].Action);
        Assert.Equal("http://tempuri.org/IPlain/EchoResponse", operation.Messages[1].Action);
        Assert.Equal(MessageDirection.Input, operation.Messages[0].Direction);
        Assert.Equal(MessageDirection.Output, operation.Messages[1].Direction);
        Assert.Equal(("Echo", "http://tempuri.org/"), (operation.Messages[0].Body.WrapperName, operation.Messages[0].Body.WrapperNamespace));
        Assert.Equal("EchoResponse", operation.Messages[1].Body.WrapperName);
        Assert.Equal(["s", "count"], operation.Messages[0].Body.Parts.Select(p => p.Name));
        Assert.Equal([0, 1], operation.Messages[0].Body.Parts.Select(p => p.Index));
        Assert.Equal("EchoResult", operation.Messages[1].Body.ReturnValue!.Name);
        Assert.Equal(typeof(string), operation.Messages[1].Body.ReturnValue!.Type);
    }

    [ServiceContract(Namespace = "urn:x:y")]
    public interface IUrn
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract(Namespace = "")]
    public interface INoNamespace
    {
        [OperationContract]
        void Do();
    }

    [ServiceContract(Namespace = "http://example.org/a/", Name = "Given")]
    public interface IGiven
    {
        [OperationContract(Name = "Other")]
        void Do();

        [OperationContract(Action = "urn:act", ReplyAction = "urn:rep")]
        void Explicit();

        [OperationContract(Action = "*", ReplyAction = "*")]
        Message Any(Message message);
    }

    [Fact]
    public void The_default_action_joins_namespace_contract_and_operation_with_one_slash()
    {
        Assert.Equal("urn:x:y/IUrn/Do", Read<IUrn>().Operations[0].Messages[0].Action);
        Assert.Equal("urn:INoNamespace/Do", Read<INoNamespace>().Operations[0].Messages[0].Action);
        Assert.Equal("http://example.org/a/Given/Other", Read<IGiven>().Operations[0].Messages[0].Action);
    }

    [Fact]
    public void Given_actions_count_and_the_wildcard_is_kept()
    {
        var contract = Read<IGiven>();
        Assert.Equal("urn:act", contract.Operations.Find("Explicit")!.Messages[0].Action);
        Assert.Equal("urn:rep", contract.Operations.Find("Explicit")!.Messages[1].Action);
        var any = contract.Operations.Find("Any")!;
        Assert.Equal("*", any.Messages[0].Action);
        Assert.True(any.Messages[0].IsUntyped);
        Assert.True(any.Messages[1].IsUntyped);
        Assert.True(any.Messages[0].StaysOpen);
    }

    [ServiceContract]
    public interface IAsync
    {
        [OperationContract]
        Task RunAsync(int a, CancellationToken cancellationToken);

        [OperationContract]
        Task<string> GetAsync();

        [OperationContract]
        ValueTask PushAsync();

        [OperationContract]
        ValueTask<int> CountAsync(CancellationToken token = default);

        [OperationContract]
        string Async();

        [OperationContract]
        int PlainAsync(int a);

        [OperationContract(Name = "KeptAsync")]
        Task Named();
    }

    [Fact]
    public void Methods_that_return_tasks_lose_async_from_their_names_and_the_token_is_no_part()
    {
        var contract = Read<IAsync>();
        Assert.Equal(["Run", "Get", "Push", "Count", "Async", "PlainAsync", "KeptAsync"], contract.Operations.Select(o => o.Name));
        var run = contract.Operations.Find("Run")!;
        Assert.Null(run.SyncMethod);
        Assert.Equal("RunAsync", run.TaskMethod!.Name);
        Assert.Equal(["a"], run.Messages[0].Body.Parts.Select(p => p.Name));
        Assert.Null(run.Messages[1].Body.ReturnValue);
        Assert.Equal(typeof(string), contract.Operations.Find("Get")!.Messages[1].Body.ReturnValue!.Type);
        Assert.Equal(typeof(int), contract.Operations.Find("Count")!.Messages[1].Body.ReturnValue!.Type);
        Assert.Null(contract.Operations.Find("Push")!.Messages[1].Body.ReturnValue);
        Assert.Equal("PlainAsync", contract.Operations.Find("PlainAsync")!.SyncMethod!.Name);
    }

    [ServiceContract]
    public interface IPair
    {
        [OperationContract]
        Task<int> AddAsync(int a, int b);

        [OperationContract]
        int Add(int a, int b);
    }

    [Fact]
    public void A_synchronous_and_an_asynchronous_method_of_one_name_are_one_operation()
    {
        var operation = Assert.Single(Read<IPair>().Operations);
        Assert.Equal("Add", operation.Name);
        Assert.Equal("Add", operation.SyncMethod!.Name);
        Assert.Equal("AddAsync", operation.TaskMethod!.Name);
        Assert.Equal(2, operation.Messages.Count);
    }

    [ServiceContract]
    public interface IPairWithOtherAction
    {
        [OperationContract]
        int Add(int a);

        [OperationContract(Action = "urn:other")]
        Task<int> AddAsync(int a);
    }

    [ServiceContract]
    public interface IPairWithOtherTypes
    {
        [OperationContract]
        int Add(int a);

        [OperationContract]
        Task<int> AddAsync(long a);
    }

    [ServiceContract]
    public interface ITwins
    {
        [OperationContract]
        void Do(int a);

        [OperationContract]
        void Do(string a);
    }

    [Fact]
    public void A_pair_of_methods_that_disagree_is_refused()
    {
        Assert.Contains("Action", ErrorOf<IPairWithOtherAction>(), StringComparison.Ordinal);
        Assert.Contains("parameters", ErrorOf<IPairWithOtherTypes>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_operations_of_one_name_are_refused()
    {
        Assert.Contains("two operations with the name 'Do'", ErrorOf<ITwins>(), StringComparison.Ordinal);
    }

    [ServiceContract(Namespace = "urn:base")]
    public interface IBase
    {
        [OperationContract]
        void BaseOperation(int x);
    }

    [ServiceContract(Namespace = "urn:derived")]
    public interface IDerived : IBase, IDisposable
    {
        [OperationContract]
        void DerivedOperation(int x);
    }

    [Fact]
    public void Inherited_operations_keep_the_names_of_the_contract_that_declares_them()
    {
        var contract = Read<IDerived>();
        var operation = contract.Operations.Find("BaseOperation")!;
        Assert.Equal("urn:base/IBase/BaseOperation", operation.Messages[0].Action);
        Assert.Equal("urn:base", operation.Messages[0].Body.WrapperNamespace);
        Assert.Equal("IBase", operation.DeclaringContract.Name);
        Assert.Equal("urn:derived/IDerived/DerivedOperation", contract.Operations.Find("DerivedOperation")!.Messages[0].Action);
        var inherited = Assert.Single(contract.GetInheritedContracts());
        Assert.Equal("IBase", inherited.Name);
        Assert.Same(operation, Assert.Single(inherited.Operations));
    }

    public sealed class DerivedService : IDerived
    {
        public void BaseOperation(int x)
        {
        }

        public void DerivedOperation(int x)
        {
        }

        public void Dispose()
        {
        }
    }

    [ServiceContract]
    public sealed class ClassContract
    {
        [OperationContract]
        private int Hidden(int a) => a;
    }

    [ServiceContract]
    public sealed class ClassAndInterface : IBase
    {
        public void BaseOperation(int x)
        {
        }
    }

    public interface INothing;

    [Fact]
    public void A_class_can_be_a_contract_and_a_service_class_stands_for_the_one_that_it_implements()
    {
        Assert.Equal("Hidden", Assert.Single(Read<ClassContract>().Operations).Name);
        Assert.Equal(typeof(IDerived), Read<DerivedService>().ContractType);
    }

    [Fact]
    public void A_type_without_a_contract_and_a_class_that_inherits_one_are_refused()
    {
        Assert.Contains("[ServiceContract]", ErrorOf<INothing>(), StringComparison.Ordinal);
        Assert.Contains("Only interfaces can inherit contracts", ErrorOf<ClassAndInterface>(), StringComparison.Ordinal);
    }

    [ServiceContract]
    public interface IGenericMethod
    {
        [OperationContract]
        T Get<T>();
    }

    [ServiceContract]
    public interface IStore<T>
    {
        [OperationContract]
        void Put(T item);
    }

    [Fact]
    public void Open_generics_are_refused_and_closed_ones_have_a_name_of_their_arguments()
    {
        Assert.Contains("generic method", ErrorOf<IGenericMethod>(), StringComparison.Ordinal);
        var e = Assert.Throws<InvalidOperationException>(() => ContractDescription.GetContract(typeof(IStore<>)));
        Assert.Contains("open generic", e.Message, StringComparison.Ordinal);
        Assert.Equal("IStoreOfInt32", Read<IStore<int>>().Name);
    }

    [ServiceContract]
    public interface IRpc
    {
        [OperationContract]
        [DataContractFormat(Style = OperationFormatStyle.Rpc)]
        int Do(int a);
    }

    [ServiceContract]
    [XmlSerializerFormat]
    public interface IXml
    {
        [OperationContract]
        void Do(int a);

        [OperationContract]
        [DataContractFormat]
        void Other(int a);
    }

    [ServiceContract]
    public interface IBothFormats
    {
        [OperationContract]
        [DataContractFormat]
        [XmlSerializerFormat]
        void Do();
    }

    [Fact]
    public void The_format_is_the_methods_else_the_contracts_else_data_contract()
    {
        Assert.NotNull(Read<IPlain>().Operations[0].Behaviors.Find<DataContractSerializerOperationBehavior>());
        Assert.NotNull(Read<IXml>().Operations.Find("Do")!.Behaviors.Find<XmlSerializerOperationBehavior>());
        Assert.NotNull(Read<IXml>().Operations.Find("Other")!.Behaviors.Find<DataContractSerializerOperationBehavior>());
        Assert.Contains("[DataContractFormat] and [XmlSerializerFormat]", ErrorOf<IBothFormats>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_rpc_style_have_no_namespace()
    {
        var operation = Read<IRpc>().Operations[0];
        Assert.Equal(string.Empty, operation.Messages[0].Body.Parts[0].Namespace);
        Assert.Equal(string.Empty, operation.Messages[1].Body.ReturnValue!.Namespace);
        Assert.Equal("http://tempuri.org/", operation.Messages[0].Body.WrapperNamespace);
    }

    public sealed class Trouble;

    public interface IBaseCallback
    {
        [OperationContract(IsOneWay = true)]
        void BaseTick();
    }

    public interface IDerivedCallback : IBaseCallback
    {
        [OperationContract]
        int Ask(int x);
    }

    public interface IOtherCallback
    {
        [OperationContract]
        void Other();
    }

    [ServiceContract(CallbackContract = typeof(IBaseCallback))]
    public interface IDuplexBase
    {
        [OperationContract]
        void Subscribe();
    }

    [ServiceContract(CallbackContract = typeof(IDerivedCallback))]
    public interface IDuplexDerived : IDuplexBase
    {
        [OperationContract]
        void More();
    }

    [ServiceContract]
    public interface IDuplexInherited : IDuplexBase;

    public interface ILastCallback : IDerivedCallback
    {
        [OperationContract]
        void Last();
    }

    [ServiceContract(CallbackContract = typeof(ILastCallback))]
    public interface IDuplexTwice : IDuplexDerived;

    [ServiceContract(CallbackContract = typeof(IOtherCallback))]
    public interface IDuplexWrong : IDuplexBase;

    [ServiceContract(CallbackContract = typeof(Trouble))]
    public interface IDuplexClass
    {
        [OperationContract]
        void Do();
    }

    [Fact]
    public void Callback_operations_go_the_other_way_under_the_contracts_name()
    {
        var contract = Read<IDuplexDerived>();
        Assert.Equal(typeof(IDerivedCallback), contract.CallbackContractType);
        Assert.Equal(["More", "Subscribe", "Ask", "BaseTick"], contract.Operations.Select(o => o.Name));
        var ask = contract.Operations.Find("Ask")!;
        Assert.True(ask.IsServerInitiated);
        Assert.Equal(MessageDirection.Output, ask.Messages[0].Direction);
        Assert.Equal(MessageDirection.Input, ask.Messages[1].Direction);
        Assert.Equal("http://tempuri.org/IDuplexDerived/Ask", ask.Messages[0].Action);
        Assert.True(contract.IsDuplex);
    }

    [Fact]
    public void Callback_operations_of_a_base_contract_keep_its_name()
    {
        foreach (var contract in new[] { Read<IDuplexBase>(), Read<IDuplexInherited>(), Read<IDuplexDerived>(), Read<IDuplexTwice>() })
        {
            var tick = contract.Operations.Find("BaseTick")!;
            Assert.Equal("http://tempuri.org/IDuplexBase/BaseTick", tick.Messages[0].Action);
            Assert.Equal("IDuplexBase", tick.DeclaringContract.Name);
        }

        var twice = Read<IDuplexTwice>();
        Assert.Equal("http://tempuri.org/IDuplexDerived/Ask", twice.Operations.Find("Ask")!.Messages[0].Action);
        Assert.Equal("http://tempuri.org/IDuplexTwice/Last", twice.Operations.Find("Last")!.Messages[0].Action);
        var derived = twice.GetInheritedContracts().Single(c => c.Name == "IDuplexDerived");
        Assert.Equal(["Ask", "BaseTick", "More", "Subscribe"], derived.Operations.Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_inherited_callback_counts_and_a_derived_one_must_inherit_it()
    {
        Assert.Equal(typeof(IBaseCallback), Read<IDuplexInherited>().CallbackContractType);
        Assert.Contains("Let 'IOtherCallback' inherit 'IBaseCallback'", ErrorOf<IDuplexWrong>(), StringComparison.Ordinal);
        Assert.Contains("not an interface", ErrorOf<IDuplexClass>(), StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.All)]
    private sealed class MarkAttribute(string where) : Attribute, IOperationBehavior, IContractBehavior
    {
        public string Where { get; } = where;

        public void Validate(OperationDescription operationDescription)
        {
        }

        public void AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters)
        {
        }

        public void ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation)
        {
        }

        public void ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation)
        {
        }

        public void Validate(ContractDescription contractDescription, ServiceEndpoint endpoint)
        {
        }

        public void AddBindingParameters(ContractDescription contractDescription, ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
        {
        }

        public void ApplyDispatchBehavior(ContractDescription contractDescription, ServiceEndpoint endpoint, DispatchRuntime dispatchRuntime)
        {
        }

        public void ApplyClientBehavior(ContractDescription contractDescription, ServiceEndpoint endpoint, ClientRuntime clientRuntime)
        {
        }
    }

    [ServiceContract]
    public interface IMarked
    {
        [OperationContract]
        [Mark("contract method")]
        void OfContract();

        [OperationContract]
        void OfService();
    }

    [Mark("service")]
    private sealed class MarkedService : IMarked
    {
        public void OfContract()
        {
        }

        [Mark("service method")]
        void IMarked.OfService()
        {
        }
    }

    [Fact]
    public void Attributes_of_the_contract_and_of_the_service_become_behaviors()
    {
        var contract = ContractDescription.GetContract(typeof(IMarked), typeof(MarkedService));
        Assert.Equal("service", contract.Behaviors.Find<MarkAttribute>()!.Where);
        Assert.Equal("contract method", contract.Operations.Find("OfContract")!.Behaviors.Find<MarkAttribute>()!.Where);
        Assert.Equal("service method", contract.Operations.Find("OfService")!.Behaviors.Find<MarkAttribute>()!.Where);
        Assert.Null(Read<IMarked>().Operations.Find("OfService")!.Behaviors.Find<MarkAttribute>());
        Assert.NotNull(ContractDescription.GetContract(typeof(IMarked), new MarkedService()).Behaviors.Find<MarkAttribute>());
    }
}
