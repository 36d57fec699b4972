// Reliable sessions over HTTP and net.tcp: how to switch them on, how to set what they do, and what a client does when one fails.
//
//   dotnet run --project samples/ReliableSessions

using Parley;
using Parley.Channels;

// The service: HTTP has sessions, too, when they are reliable.
await using var host = await StartAsync(new Uri("http://127.0.0.1:0/orders"), new Uri("net.tcp://127.0.0.1:0/orders"));
var http = AddressOf(host, "http");
var tcp = AddressOf(host, "net.tcp");

// A binding whose sessions are reliable. Client and service have the same one.
await using var factory = new ChannelFactory<IOrder>(Bindings.Reliable(), new EndpointAddress(http));
var order = factory.CreateChannel();
await order.AddAsync("a cup");
await order.NoteAsync("by Friday");
Console.WriteLine($"http     {await order.CountAsync()} entries in {((IClientChannel)order).SessionId}");

// Close waits until everything is delivered, and says so by not throwing.
await ((IClientChannel)order).CloseAsync();

// Every setting is one of the binding element.
await using var tuned = new ChannelFactory<IOrder>(Bindings.Tuned(), new EndpointAddress(tcp));
var large = tuned.CreateChannel();
await Task.WhenAll(Enumerable.Range(1, 100).Select(number => large.AddAsync($"item {number}")));
Console.WriteLine($"net.tcp  {await large.CountAsync()} entries, up to 64 messages at once");
await ((IClientChannel)large).CloseAsync();

// A session does not survive the service's process. The client is told, and begins again with a new one.
var interrupted = factory.CreateChannel();
await interrupted.AddAsync("a spoon");
host.Abort();
await using var another = await StartAsync(http);
if (!await TryAddAsync(interrupted, "a fork"))
{
    var second = factory.CreateChannel();
    await second.AddAsync("a spoon");
    await second.AddAsync("a fork");
    Console.WriteLine($"a new session has {await second.CountAsync()} entries");
    await ((IClientChannel)second).CloseAsync();
}

await another.CloseAsync();

static async Task<bool> TryAddAsync(IOrder order, string item)
{
    try
    {
        await order.AddAsync(item);
        return true;
    }
    catch (ServerTooBusyException exception)
    {
        // The service has no room for one more session: only at the first call, or at Open.
        Console.WriteLine($"too busy: {exception.Message}");
    }
    catch (TimeoutException exception)
    {
        // The call took longer than SendTimeout. The session may live, and the message may still arrive.
        Console.WriteLine($"no answer in time: {exception.Message}");
    }
    catch (CommunicationException exception)
    {
        // The session has failed. What was called and not answered may have been done, or not.
        Console.WriteLine($"the session is over: {exception.Message}");
    }

    ((IClientChannel)order).Abort();
    return false;
}

static async Task<ServiceHost> StartAsync(params Uri[] addresses)
{
    var host = new ServiceHost(typeof(Order));
    foreach (var address in addresses)
    {
        host.AddServiceEndpoint(typeof(IOrder), address.Scheme == "http" ? Bindings.Reliable() : Bindings.Tuned(), address.ToString());
    }

    await host.OpenAsync();
    return host;
}

static Uri AddressOf(ServiceHost host, string scheme) =>
    host.ChannelDispatchers.Select(dispatcher => dispatcher.Listener!.Uri).First(uri => uri.Scheme == scheme);

/// <summary>An order that grows, one session each.</summary>
[ServiceContract(Namespace = "urn:parley:samples", SessionMode = SessionMode.Required)]
public interface IOrder
{
    /// <summary>Adds an item, and tells how many there are.</summary>
    [OperationContract]
    Task<int> AddAsync(string item);

    /// <summary>Adds a remark. The caller does not wait for the service.</summary>
    [OperationContract(IsOneWay = true)]
    Task NoteAsync(string text);

    /// <summary>How many entries there are.</summary>
    [OperationContract]
    Task<int> CountAsync();
}

/// <summary>One instance a session.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
public sealed class Order : IOrder
{
    private readonly List<string> _entries = [];

    /// <inheritdoc/>
    public Task<int> AddAsync(string item)
    {
        _entries.Add(item);
        return Task.FromResult(_entries.Count);
    }

    /// <inheritdoc/>
    public Task NoteAsync(string text)
    {
        _entries.Add(text);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> CountAsync() => Task.FromResult(_entries.Count);
}

/// <summary>The bindings of this sample.</summary>
public static class Bindings
{
    /// <summary>A standard binding, with the settings that it shows.</summary>
    public static WS2007HttpBinding Reliable()
    {
        var binding = new WS2007HttpBinding(SecurityMode.None);
        binding.ReliableSession.Enabled = true;
        binding.ReliableSession.Ordered = true;
        binding.ReliableSession.InactivityTimeout = TimeSpan.FromMinutes(10);
        return binding;
    }

    /// <summary>A standard binding taken apart, with a setting that it does not show.</summary>
    public static CustomBinding Tuned()
    {
        var binding = new CustomBinding(new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true));
        var reliable = binding.Elements.Find<ReliableSessionBindingElement>()!;
        reliable.MaxTransferWindowSize = 64;
        reliable.MaxRetryCount = 12;
        return binding;
    }

    /// <summary>Reliable sessions over HTTPS, for which no standard binding is there without message security.</summary>
    public static CustomBinding OverHttps() => new(
        new ReliableSessionBindingElement { ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11 },
        new TextMessageEncodingBindingElement(),
        new HttpsTransportBindingElement());
}
