using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>An endpoint that a client has opened: the tables of its contract, the factory of its channels, and the channels that are alive.</summary>
internal sealed class ClientEndpoint
{
    private readonly ServiceEndpoint _endpoint;
    private readonly ShapeFactory _shape;
    private readonly CallbackPump? _callbacks;
    private readonly ProxyRuntime _runtime;
    private readonly MessageVersion _messageVersion;
    private readonly TimeProvider _timeProvider;
    private readonly bool _automaticInputSessionShutdown = true;
    private readonly HashSet<ServiceChannel> _channels = [];

    private ClientEndpoint(ServiceEndpoint endpoint, ShapeFactory shape, ClientRuntime clientRuntime, TimeProvider timeProvider)
    {
        _endpoint = endpoint;
        _shape = shape;
        _runtime = new ProxyRuntime(clientRuntime);
        _messageVersion = endpoint.Binding!.MessageVersion ?? MessageVersion.Default;
        _timeProvider = timeProvider;
        if (endpoint.Contract.IsDuplex)
        {
            _automaticInputSessionShutdown = clientRuntime.CallbackDispatchRuntime.AutomaticInputSessionShutdown;
            _callbacks = new CallbackPump(clientRuntime.CallbackDispatchRuntime, endpoint.Binding, _messageVersion, timeProvider);
        }
    }

    /// <summary>The factory of the channels below.</summary>
    internal IChannelFactory InnerFactory => _shape.Factory;

    /// <summary>Checks the endpoint, lets its behaviours work, and makes the channel factory. Nothing is connected yet.</summary>
    internal static ClientEndpoint Build(ServiceEndpoint endpoint, BindingParameterCollection surroundings)
    {
        endpoint.Validate(needsAddress: false);
        var parameters = ClientRuntimeBuilder.CollectBindingParameters(endpoint, surroundings);
        ShapeFactory shape;
        try
        {
            var selected = ChannelShapeSelection.ForClient(endpoint, parameters);
            shape = endpoint.Behaviors.Find<SessionRecoveryBehavior>() is null
                ? ShapeFactory.Build(selected, endpoint.Binding!, parameters)
                : ShapeFactory.BuildRecovering(selected, endpoint, parameters);
        }
        catch (NotSupportedException exception)
        {
            throw endpoint.Refuse(exception);
        }

        return new ClientEndpoint(
            endpoint, shape, ClientRuntimeBuilder.ForEndpoint(endpoint), parameters.Find<TimeProvider>() ?? TimeProvider.System);
    }

    internal ValueTask OpenAsync(CancellationToken cancellationToken) => _shape.Factory.OpenAsync(cancellationToken);

    /// <summary>Closes the proxies that are still open, then the factory.</summary>
    internal async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in TakeChannels())
        {
            try
            {
                if (channel.State == CommunicationState.Faulted)
                {
                    channel.Abort();
                    continue;
                }

                await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is CommunicationException or TimeoutException or ObjectDisposedException or OperationCanceledException)
            {
                // The others are still to be closed, or to be aborted when the time is up.
                channel.Abort();
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        await _shape.Factory.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    internal void Abort()
    {
        foreach (var channel in TakeChannels())
        {
            channel.Abort();
        }

        _shape.Factory.Abort();
    }

    /// <summary>Makes a channel to an address.</summary>
    internal ServiceChannel CreateChannel(EndpointAddress to, Uri? via, InstanceContext? callbackInstance)
    {
        via ??= _runtime.Via ?? to.Uri;
        var hasPump = callbackInstance is not null;
        var channel = new ServiceChannel(new ServiceChannelSettings
        {
            Channel = _shape.CreateChannel(to, via),
            Runtime = _runtime,
            Timeouts = _endpoint.Binding!,
            MessageVersion = _messageVersion,
            RemoteAddress = to,
            Via = via,
            HidesSession = _endpoint.Contract.SessionMode == SessionMode.NotAllowed,
            HasPump = hasPump,
            StartPump = hasPump ? StartPump : null,
            TimeProvider = _timeProvider,
        })
        {
            CallbackInstance = callbackInstance,
            AutomaticInputSessionShutdown = _automaticInputSessionShutdown,
        };
        lock (_channels)
        {
            _channels.Add(channel);
        }

        channel.Closed += OnChannelClosed;
        return channel;
    }

    private void StartPump(ServiceChannel channel) => _callbacks!.Start(channel);

    private void OnChannelClosed(object? sender, EventArgs e)
    {
        lock (_channels)
        {
            _channels.Remove((ServiceChannel)sender!);
        }
    }

    private ServiceChannel[] TakeChannels()
    {
        lock (_channels)
        {
            ServiceChannel[] channels = [.. _channels];
            _channels.Clear();
            return channels;
        }
    }
}
