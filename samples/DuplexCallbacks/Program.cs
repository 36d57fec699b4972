// Duplex: the service calls its client back, over the session that the client opened.
//
//   dotnet run --project samples/DuplexCallbacks

using Parley;

var host = new ServiceHost(typeof(Countdown));
host.AddServiceEndpoint(typeof(ICountdown), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/countdown");
await host.OpenAsync();

var callback = new ConsoleCallback();
var factory = new DuplexChannelFactory<ICountdown>(
    new InstanceContext(callback),
    new NetTcpBinding(SecurityMode.None),
    new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri));
var countdown = factory.CreateChannel();

// Start returns at once; the ticks come afterwards, in order.
countdown.Start(5);
await callback.Liftoff;

// Confirm waits for the service, which in turn waits for this client's answer.
Console.WriteLine($"confirmed: {countdown.Confirm("Was that five seconds?")}");

((IClientChannel)countdown).Close();
await factory.CloseAsync();
await host.CloseAsync();

/// <summary>What the service offers.</summary>
[ServiceContract(SessionMode = SessionMode.Required, CallbackContract = typeof(ICountdownCallback), Namespace = "urn:parley:samples")]
public interface ICountdown
{
    /// <summary>Counts down from a number by callbacks.</summary>
    [OperationContract]
    void Start(int from);

    /// <summary>Asks the client back while the client waits.</summary>
    [OperationContract]
    bool Confirm(string question);
}

/// <summary>What the client offers to the service.</summary>
public interface ICountdownCallback
{
    /// <summary>A number went by.</summary>
    [OperationContract(IsOneWay = true)]
    void OnTick(int n);

    /// <summary>It is done.</summary>
    [OperationContract(IsOneWay = true)]
    void OnLiftoff();

    /// <summary>Answers a question.</summary>
    [OperationContract]
    bool Answer(string question);
}

/// <summary>Reentrant: while it waits for the client's answer, the client's messages may come in.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Reentrant)]
public sealed class Countdown : ICountdown
{
    /// <inheritdoc/>
    public void Start(int from)
    {
        var client = OperationContext.Current!.GetCallbackChannel<ICountdownCallback>();
        for (var n = from; n > 0; n--)
        {
            client.OnTick(n);
        }

        client.OnLiftoff();
    }

    /// <inheritdoc/>
    public bool Confirm(string question) => OperationContext.Current!.GetCallbackChannel<ICountdownCallback>().Answer(question);
}

/// <summary>The client's side. Reentrant, so that it may be asked while it waits for the service.</summary>
[CallbackBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
public sealed class ConsoleCallback : ICountdownCallback
{
    private readonly TaskCompletionSource _liftoff = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the countdown is.</summary>
    public Task Liftoff => _liftoff.Task;

    /// <inheritdoc/>
    public void OnTick(int n) => Console.WriteLine($"  {n}");

    /// <inheritdoc/>
    public void OnLiftoff()
    {
        Console.WriteLine("  liftoff");
        _liftoff.SetResult();
    }

    /// <inheritdoc/>
    public bool Answer(string question)
    {
        Console.WriteLine($"asked: {question}");
        return true;
    }
}
