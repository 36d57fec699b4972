// A contract session: the service keeps a running result for each client, from the first call to the last.
//
//   dotnet run --project samples/ContractSessions

using Parley;

var host = new ServiceHost(typeof(RunningCalculator));
host.AddServiceEndpoint(typeof(IRunningCalculator), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/calculator");
await host.OpenAsync();

// Port 0 asked for any free port: the listener knows which one it got.
var address = new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri);
await using var factory = new ChannelFactory<IRunningCalculator>(new NetTcpBinding(SecurityMode.None), address);

// Two clients, two sessions, two results.
var first = factory.CreateChannel();
var second = factory.CreateChannel();
first.Start();
second.Start();
first.AddTo(1);
second.AddTo(100);
first.AddTo(2);
Console.WriteLine($"first  {first.Result()} in session {((IClientChannel)first).SessionId}");
Console.WriteLine($"second {second.Result()} in session {((IClientChannel)second).SessionId}");

// Stop is a terminating operation: after it, the session is over.
Console.WriteLine($"first  stops at {first.Stop()}");
try
{
    first.AddTo(3);
}
catch (Exception exception) when (exception is InvalidOperationException or CommunicationException)
{
    Console.WriteLine($"first  cannot go on: {exception.Message}");
}

// Start is the only initiating operation: nothing else may come first.
var third = factory.CreateChannel();
try
{
    third.AddTo(5);
}
catch (InvalidOperationException exception)
{
    Console.WriteLine($"third  cannot begin so: {exception.Message}");
}

second.Stop();
await host.CloseAsync();

/// <summary>The contract: it needs a session, begins with Start and ends with Stop.</summary>
[ServiceContract(SessionMode = SessionMode.Required, Namespace = "urn:parley:samples")]
public interface IRunningCalculator
{
    /// <summary>Begins the session.</summary>
    [OperationContract]
    void Start();

    /// <summary>Adds to the running result. The caller does not wait.</summary>
    [OperationContract(IsInitiating = false, IsOneWay = true)]
    void AddTo(double n);

    /// <summary>The running result.</summary>
    [OperationContract(IsInitiating = false)]
    double Result();

    /// <summary>The last result. Ends the session.</summary>
    [OperationContract(IsInitiating = false, IsTerminating = true)]
    double Stop();
}

/// <summary>One instance a session: its fields are the session's state.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
public sealed class RunningCalculator : IRunningCalculator
{
    private double _result;

    /// <inheritdoc/>
    public void Start() => _result = 0;

    /// <inheritdoc/>
    public void AddTo(double n) => _result += n;

    /// <inheritdoc/>
    public double Result() => _result;

    /// <inheritdoc/>
    public double Stop() => _result;
}
