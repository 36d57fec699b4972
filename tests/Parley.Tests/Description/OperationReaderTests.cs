using System.Runtime.InteropServices;
using System.Reflection;
using Parley.Channels;
using Parley.Description;

namespace Parley.Tests.Description;

/// <summary>What methods of a contract say about operations, and what is refused.</summary>
public sealed class OperationReaderTests
{
    private static ContractDescription Read<T>() => ContractDescription.GetContract(typeof(T));

    private static string ErrorOf<T>() => Assert.Throws<InvalidOperationException>(() => Read<T>()).Message;

    [ServiceContract]
    public interface IBeginEnd
    {
        [OperationContract(AsyncPattern = true)]
        IAsyncResult BeginAdd(int a, AsyncCallback callback, object state);

        int EndAdd(IAsyncResult result);
    }

    [Fact]
    public void Begin_end_pairs_are_not_supported_and_the_message_says_what_is()
    {
        var e = Assert.Throws<NotSupportedException>(() => Read<IBeginEnd>());
        Assert.Contains("Task AddAsync", e.Message, StringComparison.Ordinal);
    }

    [ServiceContract]
    public interface IOneWayResult
    {
        [OperationContract(IsOneWay = true)]
        int Do();
    }

    [ServiceContract]
    public interface IOneWayTaskResult
    {
        [OperationContract(IsOneWay = true)]
        Task<int> Do();
    }

    [ServiceContract]
    public interface IOneWayOut
    {
        [OperationContract(IsOneWay = true)]
        void Do(out int a);
    }

    [ServiceContract]
    public interface IOneWayFault
    {
        [OperationContract(IsOneWay = true)]
        [FaultContract(typeof(string))]
        void Do();
    }

    [ServiceContract]
    public interface IOneWayReplyAction
    {
        [OperationContract(IsOneWay = true, ReplyAction = "urn:x")]
        void Do();
    }

    [ServiceContract]
    public interface IOneWay
    {
        [OperationContract(IsOneWay = true)]
        Task DoAsync(string a);

        [OperationContract(IsOneWay = true)]
        ValueTask PushAsync(CancellationToken token);
    }

    [Fact]
    public void One_way_operations_must_not_answer_anything()
    {
        Assert.Contains("returns a Int32", ErrorOf<IOneWayResult>(), StringComparison.Ordinal);
        Assert.Contains("returns a Int32", ErrorOf<IOneWayTaskResult>(), StringComparison.Ordinal);
        Assert.Contains("out or ref", ErrorOf<IOneWayOut>(), StringComparison.Ordinal);
        Assert.Contains("[FaultContract]", ErrorOf<IOneWayFault>(), StringComparison.Ordinal);
        Assert.Contains("ReplyAction", ErrorOf<IOneWayReplyAction>(), StringComparison.Ordinal);
        Assert.All(Read<IOneWay>().Operations, o => Assert.True(o.IsOneWay));
    }

    [ServiceContract]
    public interface IReferences
    {
        [OperationContract]
        int Swap(int a, ref string b, out long c, in short d);
    }

    [ServiceContract]
    public interface IBothWays
    {
        [OperationContract]
        void Change([In, Out] ref int x);
    }

    [ServiceContract]
    public interface ITaskOut
    {
        [OperationContract]
        Task Do(out int a);
    }

    [ServiceContract]
    public interface ITokenFirst
    {
        [OperationContract]
        Task Do(CancellationToken token, params int[] a);
    }

    [Fact]
    public void Out_and_ref_parameters_stand_in_the_messages_that_carry_them()
    {
        var operation = Read<IReferences>().Operations[0];
        Assert.Equal([("a", typeof(int)), ("b", typeof(string)), ("d", typeof(short))], operation.Messages[0].Body.Parts.Select(p => (p.Name, p.Type!)));
        Assert.Equal([("b", typeof(string), 0), ("c", typeof(long), 1)], operation.Messages[1].Body.Parts.Select(p => (p.Name, p.Type!, p.Index)));
        Assert.Equal("x", Assert.Single(Read<IBothWays>().Operations[0].Messages[0].Body.Parts).Name);
        Assert.Equal("x", Assert.Single(Read<IBothWays>().Operations[0].Messages[1].Body.Parts).Name);
        Assert.Contains("returns a task and has the out or ref parameter", ErrorOf<ITaskOut>(), StringComparison.Ordinal);
        Assert.Contains("Make it the last one", ErrorOf<ITokenFirst>(), StringComparison.Ordinal);
    }

    public sealed class Trouble;

    [ServiceContract(Namespace = "urn:f")]
    public interface IFaults
    {
        [OperationContract]
        [FaultContract(typeof(Trouble))]
        [FaultContract(typeof(List<int>))]
        void Do();
    }

    [ServiceContract]
    public interface IFaultTwice
    {
        [OperationContract]
        [FaultContract(typeof(Trouble))]
        [FaultContract(typeof(Trouble))]
        void Do();
    }

    [Fact]
    public void Faults_have_an_action_of_operation_and_detail_type()
    {
        var faults = Read<IFaults>().Operations[0].Faults;
        Assert.Equal("urn:f/IFaults/DoTroubleFault", faults.Single(f => f.DetailType == typeof(Trouble)).Action);
        Assert.Equal("urn:f/IFaults/DoListOfInt32Fault", faults.Single(f => f.DetailType == typeof(List<int>)).Action);
        Assert.Contains("twice", ErrorOf<IFaultTwice>(), StringComparison.Ordinal);
    }

    [ServiceContract]
    public interface IStreams
    {
        [OperationContract]
        Stream Transform(Stream data);
    }

    [ServiceContract]
    public interface IStreamAndMore
    {
        [OperationContract]
        void Upload(string name, Stream data);
    }

    [ServiceContract]
    public interface IMixed
    {
        [OperationContract]
        string Do(Message message);
    }

    [ServiceContract]
    public interface IMixedParameters
    {
        [OperationContract]
        void Do(Message message, int other);
    }

    [Fact]
    public void Streams_and_whole_messages_stand_alone()
    {
        var operation = Read<IStreams>().Operations[0];
        Assert.Equal("data", operation.Messages[0].BodyStream!.Name);
        Assert.True(operation.Messages[1].StaysOpen);
        Assert.Contains("Stream beside other values", ErrorOf<IStreamAndMore>(), StringComparison.Ordinal);
        Assert.Contains("mixes 'Message'", ErrorOf<IMixed>(), StringComparison.Ordinal);
        Assert.Contains("mixes 'Message'", ErrorOf<IMixedParameters>(), StringComparison.Ordinal);
    }

    [ServiceContract]
    [ServiceKnownType(typeof(Trouble))]
    [ServiceKnownType("Types")]
    public interface IKnown
    {
        [OperationContract]
        [ServiceKnownType(typeof(int[]))]
        object Do();

        static IEnumerable<Type> Types(ICustomAttributeProvider provider) => [typeof(string[])];
    }

    [ServiceContract]
    [ServiceKnownType("Missing")]
    public interface IKnownMissing
    {
        [OperationContract]
        object Do();
    }

    public interface IKnowingCallback
    {
        [OperationContract]
        void Back(object x);
    }

    [ServiceContract]
    public interface IUnknowing
    {
        [OperationContract]
        void Do(object x);
    }

    [ServiceContract(CallbackContract = typeof(IKnowingCallback))]
    [ServiceKnownType(typeof(Trouble))]
    public interface IKnowing : IUnknowing;

    [Fact]
    public void Known_types_of_a_contract_count_for_inherited_operations_and_callbacks()
    {
        Assert.All(Read<IKnowing>().Operations, o => Assert.Equal([typeof(Trouble)], o.KnownTypes));
        Assert.Empty(Read<IUnknowing>().Operations[0].KnownTypes);
    }

    [Fact]
    public void Known_types_come_from_the_contract_the_method_and_methods_that_list_them()
    {
        Assert.Equal([typeof(Trouble), typeof(string[]), typeof(int[])], Read<IKnown>().Operations[0].KnownTypes.OrderBy(t => t == typeof(int[]) ? 2 : t == typeof(string[]) ? 1 : 0));
        Assert.Contains("static IEnumerable<Type> Missing(ICustomAttributeProvider provider)", ErrorOf<IKnownMissing>(), StringComparison.Ordinal);
    }

    [ServiceContract]
    public interface INamedParameters
    {
        [OperationContract]
        [return: MessageParameter(Name = "answer")]
        int Do([MessageParameter(Name = "question")] string q);
    }

    [ServiceContract]
    public interface ISameNames
    {
        [OperationContract]
        void Do([MessageParameter(Name = "b")] string a, string b);
    }

    [Fact]
    public void Message_parameters_name_elements()
    {
        var operation = Read<INamedParameters>().Operations[0];
        Assert.Equal("question", operation.Messages[0].Body.Parts[0].Name);
        Assert.Equal("answer", operation.Messages[1].Body.ReturnValue!.Name);
        Assert.Contains("two values with the element name 'b'", ErrorOf<ISameNames>(), StringComparison.Ordinal);
    }
}
