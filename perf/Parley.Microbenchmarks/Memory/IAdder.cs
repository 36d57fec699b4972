namespace Parley.Microbenchmarks.Memory;

/// <summary>A contract whose operations cost nothing themselves.</summary>
[ServiceContract(Namespace = "urn:parley:bench")]
public interface IAdder
{
    /// <summary>A synchronous operation of the service.</summary>
    [OperationContract]
    int Add(int a, int b);

    /// <summary>An asynchronous one.</summary>
    [OperationContract]
    ValueTask<int> AddLaterAsync(int a, int b);
}

/// <summary>The service.</summary>
[ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
internal sealed class Adder : IAdder
{
    public int Add(int a, int b) => a + b;

    public ValueTask<int> AddLaterAsync(int a, int b) => new(a + b);
}
