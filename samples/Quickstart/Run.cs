using System.Collections.Concurrent;
using System.Diagnostics;
using Parley;
using Parley.Channels;
using Parley.FaultProxy;

namespace Quickstart;

/// <summary>
/// The whole text, sent line by line from a client to a service through a bad network. The code is the same with a reliable session and
/// without: only the binding's <c>ReliableSession.Enabled</c> differs.
/// </summary>
public sealed class Run(string transport, bool isReliable, IReadOnlyList<string> lines)
{
    private const int LinesUnderWay = 8;

    private readonly Stopwatch _watch = new();
    private readonly ConcurrentDictionary<string, int> _failures = new();
    private readonly RandomFaults _faults = new(seed: 11) { Loss = 0.2, Doubling = 0.1, Reordering = 0.1, CutEvery = 300 };
    private IReliableSessionMonitor? _sessions;
    private long _sentAgain;
    private int _sent;
    private int _failed;

    /// <summary>"net.tcp" or "http".</summary>
    public string Transport => transport;

    /// <summary>Whether the session is reliable.</summary>
    public bool IsReliable => isReliable;

    /// <summary>Lines of the text.</summary>
    public int Lines => lines.Count;

    /// <summary>Lines that the client has sent, well or badly.</summary>
    public int Sent => _sent;

    /// <summary>Calls that ended with an exception.</summary>
    public int Failed => _failed;

    /// <summary>How often a line was sent again, as the client's monitor of reliable sessions tells while a session lives.</summary>
    public long SentAgain => _sentAgain = Math.Max(_sentAgain, _sessions?.GetSessions().Sum(session => session.MessagesRetransmitted) ?? 0);

    /// <summary>The exceptions of these calls, and how often each came.</summary>
    public IEnumerable<KeyValuePair<string, int>> Failures => _failures.OrderByDescending(failure => failure.Value);

    /// <summary>What arrived at the service.</summary>
    public Arrivals Arrivals { get; } = new();

    /// <summary>The network between.</summary>
    public BadNetwork? Network { get; private set; }

    /// <summary>What the service's index says at the end; null when no answer came.</summary>
    public IndexSummary? Summary { get; private set; }

    /// <summary>How long it takes, or has taken.</summary>
    public TimeSpan Time => _watch.Elapsed;

    /// <summary>Whether it has begun.</summary>
    public bool HasBegun => _watch.ElapsedTicks != 0;

    /// <summary>Whether it is over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts the service and the network, sends everything, and asks for the service's index.</summary>
    public async Task ExecuteAsync()
    {
        await using var host = new ServiceHost(typeof(WordIndexer));
        host.Extensions.Add(Arrivals);
        var endpoint = host.AddServiceEndpoint(typeof(IWordIndexer), CreateBinding(), $"{transport}://127.0.0.1:0/words");
        if (transport == "http" && !isReliable)
        {
            endpoint.EndpointBehaviors.Add(new ConversationBehavior());
        }

        await host.OpenAsync();
        await using var network = await StartNetworkAsync(endpoint.ListenUri!);
        Network = network;
        _watch.Start();
        await SendTextAsync(endpoint.ListenUri!, network.Address);
        _watch.Stop();
        HasEnded = true;
    }

    private Binding CreateBinding()
    {
        if (transport == "net.tcp")
        {
            var binding = new NetTcpBinding(SecurityMode.None);
            binding.ReliableSession.Enabled = isReliable;
            return binding;
        }
        else
        {
            var binding = new WS2007HttpBinding(SecurityMode.None);
            binding.ReliableSession.Enabled = isReliable;
            return binding;
        }
    }

    private async Task<BadNetwork> StartNetworkAsync(Uri service)
    {
        if (transport == "net.tcp")
        {
            var tcp = new TcpFaultProxy(service, _faults);
            tcp.Start();
            return tcp;
        }

        var http = new HttpFaultProxy(service, _faults);
        await http.StartAsync();
        return http;
    }

    private async Task SendTextAsync(Uri service, Uri via)
    {
        // Over plain HTTP, which has no sessions, a header of its own holds the conversation together.
        var address = transport == "http" && !isReliable
            ? ConversationBehavior.AddressFor(service, Guid.NewGuid().ToString())
            : new EndpointAddress(service);
        await using var factory = new ChannelFactory<IWordIndexer>(CreateBinding());
        await factory.OpenAsync();
        _sessions = factory.GetProperty<IReliableSessionMonitor>();
        var client = factory.CreateChannel(address, via);
        var room = new SemaphoreSlim(LinesUnderWay);
        for (var number = 1; number <= lines.Count; number++)
        {
            await room.WaitAsync();
            if (((IClientChannel)client).State is CommunicationState.Closed or CommunicationState.Faulted)
            {
                // What every client does after a failure: a new channel. It is a new session, too.
                ((IClientChannel)client).Abort();
                client = factory.CreateChannel(address, via);
            }

            _ = SendLineAsync(client, number, room);
            if (number % LinesUnderWay == 0)
            {
                await Task.Delay(1); // A text that is typed quickly.
            }
        }

        for (var i = 0; i < LinesUnderWay; i++)
        {
            await room.WaitAsync();
        }

        if (!isReliable)
        {
            // The question for the result would be lost as well: for it, the network is good.
            _faults.Heal();
        }

        try
        {
            Summary = await client.SummarizeAsync();
            _ = SentAgain; // The last look: a closed session is listed no more.
            await ((IClientChannel)client).CloseAsync();
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException)
        {
            Count(exception);
            ((IClientChannel)client).Abort();
        }
    }

    private async Task SendLineAsync(IWordIndexer client, int number, SemaphoreSlim room)
    {
        try
        {
            await client.AddLineAsync(number, lines[number - 1]);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException)
        {
            Count(exception);
        }
        finally
        {
            Interlocked.Increment(ref _sent);
            room.Release();
        }
    }

    private void Count(Exception exception)
    {
        Interlocked.Increment(ref _failed);
        _failures.AddOrUpdate($"{exception.GetType().Name}: {exception.Message}", 1, (_, count) => count + 1);
    }
}
