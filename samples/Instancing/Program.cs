// Instancing and concurrency: who shares an object, and how many calls run in it at once.
//
//   dotnet run --project samples/Instancing

using Parley;

await ShowInstancingAsync<PerCallCounter>("PerCall: a new object for every call");
await ShowInstancingAsync<PerSessionCounter>("PerSession: an object for every session");
await ShowInstancingAsync<SingleCounter>("Single: one object for all");

await ShowConcurrencyAsync<OneAtATime>("ConcurrencyMode.Single: one call at a time in an object");
await ShowConcurrencyAsync<AllAtOnce>("ConcurrencyMode.Multiple: all at once; the object guards itself");

static async Task ShowInstancingAsync<TService>(string title)
    where TService : class, ICounter
{
    Console.WriteLine(title);
    var host = await OpenAsync(typeof(TService), typeof(ICounter));
    await using var factory = new ChannelFactory<ICounter>(new NetTcpBinding(SecurityMode.None), AddressOf(host));
    foreach (var client in new[] { "first ", "second" })
    {
        var counter = factory.CreateChannel();
        Console.WriteLine($"  {client} client counts {counter.Next()}, {counter.Next()}, {counter.Next()}");
        ((IClientChannel)counter).Close();
    }

    await host.CloseAsync();
}

static async Task ShowConcurrencyAsync<TService>(string title)
    where TService : class, IMeeting
{
    Console.WriteLine(title);
    var host = await OpenAsync(typeof(TService), typeof(IMeeting));
    await using var factory = new ChannelFactory<IMeeting>(new NetTcpBinding(SecurityMode.None), AddressOf(host));
    var guests = Enumerable.Range(0, 3).Select(_ => factory.CreateChannel()).ToArray();
    var met = await Task.WhenAll(guests.Select(guest => guest.MeetAsync()));
    Console.WriteLine($"  at most {met.Max()} of {guests.Length} calls were inside together");
    await host.CloseAsync();
}

static async Task<ServiceHost> OpenAsync(Type service, Type contract)
{
    var host = new ServiceHost(service);
    host.AddServiceEndpoint(contract, new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/sample");
    await host.OpenAsync();
    return host;
}

static EndpointAddress AddressOf(ServiceHost host) => new(host.ChannelDispatchers[0].Listener!.Uri);

/// <summary>Counts its calls.</summary>
[ServiceContract(Namespace = "urn:parley:samples")]
public interface ICounter
{
    /// <summary>One more than the last time.</summary>
    [OperationContract]
    int Next();
}

/// <summary>Tells how many callers were inside at the same time.</summary>
[ServiceContract(Namespace = "urn:parley:samples")]
public interface IMeeting
{
    /// <summary>Stays a while and looks around.</summary>
    [OperationContract]
    Task<int> MeetAsync();
}

/// <summary>The counting itself; the attributes below decide who shares it.</summary>
public abstract class Counter : ICounter
{
    private int _count;

    /// <inheritdoc/>
    public int Next() => Interlocked.Increment(ref _count);
}

/// <summary>One object a call.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerCall)]
public sealed class PerCallCounter : Counter;

/// <summary>One object a session.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
public sealed class PerSessionCounter : Counter;

/// <summary>One object.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
public sealed class SingleCounter : Counter;

/// <summary>The meeting itself.</summary>
public abstract class Meeting : IMeeting
{
    private int _inside;
    private int _most;

    /// <inheritdoc/>
    public async Task<int> MeetAsync()
    {
        var inside = Interlocked.Increment(ref _inside);
        _most = Math.Max(_most, inside);
        await Task.Delay(50);
        Interlocked.Decrement(ref _inside);
        return _most;
    }
}

/// <summary>One call at a time, although there is one object for all.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Single)]
public sealed class OneAtATime : Meeting;

/// <summary>Calls come as they come.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
public sealed class AllAtOnce : Meeting;
