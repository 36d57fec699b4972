namespace Parley.LoadBench;

/// <summary>The contract under load: bytes out, the same bytes back.</summary>
[ServiceContract(Namespace = "urn:parley:bench")]
public interface IEcho
{
    /// <summary>Returns what it is given.</summary>
    [OperationContract]
    Task<byte[]> EchoAsync(byte[] data);
}

/// <summary>The service under load.</summary>
[ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
public sealed class EchoService : IEcho
{
    /// <inheritdoc/>
    public Task<byte[]> EchoAsync(byte[] data) => Task.FromResult(data);
}
