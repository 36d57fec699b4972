using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>A client and a service, both with all their layers, and the wires between them. The clock is the machine's.</summary>
internal sealed class BothSides : IAsyncDisposable
{
    private readonly Dictionary<WireConnection, InMemoryService.ClientConnection> _ends = [];
    private readonly HashSet<WireConnection> _known = [];
    private readonly InMemoryService _service;

    public BothSides(bool is11, Action<ReliableSessionBindingElement>? set = null, params object[] parameters)
    {
        Wires = new Wires(is11 ? ReliableVersion.V11 : ReliableVersion.February2005) { Service = Carry };
        _service = new InMemoryService(typeof(IDuplexSessionChannel), Wires.MessageVersion);
        Binding = Wires.CreateBinding(set);
        Listener = new CustomBinding(
                (BindingElement)Binding.Elements.Find<ReliableSessionBindingElement>()!.Clone(),
                new TextMessageEncodingBindingElement(Wires.MessageVersion, System.Text.Encoding.UTF8),
                _service)
            .BuildChannelListener<IDuplexSessionChannel>(new Uri("test://service/"), new BindingParameterCollection(parameters));
        Listener.Open();
        Factory = Binding.BuildChannelFactory<IDuplexSessionChannel>(parameters);
        Factory.Open();
    }

    public Wires Wires { get; }

    public CustomBinding Binding { get; }

    public IChannelListener<IDuplexSessionChannel> Listener { get; }

    public IChannelFactory<IDuplexSessionChannel> Factory { get; }

    /// <summary>Opens a session: the client's end and the service's.</summary>
    public async Task<(IDuplexSessionChannel Client, IDuplexSessionChannel Service)> OpenAsync(TimeSpan guard)
    {
        var accepting = Listener.AcceptChannelAsync().AsTask();
        var client = Factory.CreateChannel(new EndpointAddress("test://service/"));
        await client.OpenAsync().AsTask().WaitAsync(guard);
        var service = await accepting.WaitAsync(guard);
        await service!.OpenAsync().AsTask().WaitAsync(guard);
        return (client, service);
    }

    /// <summary>The network cuts what there is.</summary>
    public void Cut()
    {
        WireConnection[] connections;
        lock (_ends)
        {
            connections = [.. _ends.Keys];
        }

        foreach (var connection in connections)
        {
            Take(connection)?.Cut();
            connection.End(new CommunicationException("The test cut the connection."));
        }
    }

    public ValueTask DisposeAsync()
    {
        Factory.Abort();
        Listener.Abort();
        return default;
    }

    private void Carry(WireConnection connection, Message message)
    {
        InMemoryService.ClientConnection? end;
        lock (_ends)
        {
            if (_known.Add(connection))
            {
                _ends[connection] = end = _service.Connect();
                _ = CarryBackAsync(connection, end);
                connection.Closed += (_, _) => Take(connection)?.End();
            }
            else
            {
                end = _ends.GetValueOrDefault(connection);
            }
        }

        if (end is null || !end.Up.Writer.TryWrite(message))
        {
            // It was cut.
            message.Close();
        }
    }

    private static async Task CarryBackAsync(WireConnection connection, InMemoryService.ClientConnection end)
    {
        await foreach (var message in end.Down.Reader.ReadAllAsync())
        {
            connection.Deliver(message);
        }
    }

    private InMemoryService.ClientConnection? Take(WireConnection connection)
    {
        lock (_ends)
        {
            return _ends.Remove(connection, out var end) ? end : null;
        }
    }
}
