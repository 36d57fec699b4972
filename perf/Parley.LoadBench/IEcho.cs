namespace Parley.LoadBench;

/// <summary>The contract under load: bytes out, the same bytes back.</summary>
[ServiceContract(Namespace = "urn:parley:bench")]
public interface IEcho
{
    /// <summary>Returns what it is given.</summary>
    [OperationContract]
    Task<byte[]> EchoAsync(byte[] data);

    /// <summary>Takes what it is given, and says nothing.</summary>
    [OperationContract(IsOneWay = true)]
    Task TellAsync(byte[] data);
}

/// <summary>A contract of one-way messages alone: its sessions send without waiting for anything but room.</summary>
[ServiceContract(Namespace = "urn:parley:bench")]
public interface ITell
{
    /// <summary>Takes what it is given, and says nothing.</summary>
    [OperationContract(IsOneWay = true)]
    Task SayAsync(byte[] data);
}

/// <summary>The service under load.</summary>
[ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
public sealed class EchoService : IEcho, ITell
{
    /// <inheritdoc/>
    public Task<byte[]> EchoAsync(byte[] data) => Task.FromResult(data);

    /// <inheritdoc/>
    public Task TellAsync(byte[] data) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task SayAsync(byte[] data) => Task.CompletedTask;
}
