using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.Security;

namespace Parley;

/// <summary>Makes a host's dispatchers of its description. WCF documentation: Extending Dispatchers; Configuring and Extending the Runtime with Behaviors.</summary>
internal sealed class DispatchBuilder(ServiceHostBase host)
{
    private readonly ServiceThrottle _throttle = new();
    private readonly BaseAddressPort[] _ports = [.. host.BaseAddresses.Where(a => a.Port == 0).Select(a => new BaseAddressPort(a))];
    private readonly List<(ServiceEndpoint Endpoint, EndpointDispatcher Dispatcher, Type Shape)> _built = [];

    private ServiceDescription Description => host.Description;

    /// <summary>Checks the description, builds the listeners and dispatchers, and applies the behaviors.</summary>
    /// <exception cref="InvalidOperationException">A rule of the description is broken; the message says what would make it right.</exception>
    internal void Build()
    {
        Validate();
        foreach (var group in Description.Endpoints.GroupBy(ListenUriOf))
        {
            BuildDispatcher(group.Key, [.. group]);
        }

        ApplyBehaviors();
        foreach (var (endpoint, dispatcher, shape) in _built)
        {
            FinishRuntime(endpoint, dispatcher.DispatchRuntime, shape);
        }
    }

    private void Validate()
    {
        if (Description.Endpoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"The service '{Description.Name}' has no endpoints. {host.HowToAddEndpoints}");
        }

        foreach (var behavior in Description.Behaviors)
        {
            behavior.Validate(Description, host);
        }

        foreach (var endpoint in Description.Endpoints)
        {
            endpoint.Validate();
        }
    }

    private static Uri ListenUriOf(ServiceEndpoint endpoint)
    {
        var uri = endpoint.ListenUri ?? throw new InvalidOperationException($"The endpoint '{endpoint.Name}' has no address. Set ServiceEndpoint.Address.");
        return endpoint.ListenUriMode == ListenUriMode.Unique
            ? new Uri(uri.AbsoluteUri.TrimEnd('/') + "/" + Guid.NewGuid().ToString("N"))
            : uri;
    }

    private void BuildDispatcher(Uri listenUri, ServiceEndpoint[] endpoints)
    {
        var binding = endpoints[0].Binding!;
        if (endpoints.FirstOrDefault(e => !ReferenceEquals(e.Binding, binding)) is { } other)
        {
            var names = endpoints[0].Name == other.Name ? $"Two endpoints named '{other.Name}'" : $"The endpoints '{endpoints[0].Name}' and '{other.Name}'";
            throw new InvalidOperationException(
                $"{names} of service '{Description.Name}' listen at one address, '{host.Show(listenUri)}', with two bindings. "
                + "Give both endpoints the same Binding object, or different addresses.");
        }

        var parameters = new BindingParameterCollection();
        host.AddBindingParameters(parameters);
        parameters.Add(host.SessionMonitor);
        var directory = new EndpointDirectory();
        parameters.Add(directory);
        if (parameters.Find<ILoggerFactory>() is null)
        {
            parameters.Add(host.LoggerFactory);
        }

        if (Array.Find(_ports, p => p.Covers(listenUri)) is { } port)
        {
            parameters.Add(port);
        }

        Guard(() => AddProtection(endpoints, parameters));
        foreach (var behavior in Description.Behaviors)
        {
            behavior.AddBindingParameters(Description, host, new Collection<ServiceEndpoint>(endpoints), parameters);
        }

        foreach (var endpoint in endpoints)
        {
            AddBindingParameters(endpoint, parameters);
        }

        if (parameters.Find<TimeProvider>() is null)
        {
            parameters.Add(host.Clock);
        }

        Type shape = null!;
        IChannelListener listener = null!;
        Guard(() =>
        {
            shape = ChannelShapeSelection.ForListener(listenUri, binding, [.. endpoints.Select(e => e.Contract)], parameters);
            listener = BuildListener(shape, binding, listenUri, parameters);
        });
        var dispatcher = new ChannelDispatcher(listener, binding.Name, binding)
        {
            MessageVersion = binding.MessageVersion,
            Directory = directory,
            ServiceThrottle = _throttle,
            ManualAddressing = new CustomBinding(binding).Elements.Find<TransportBindingElement>()?.ManualAddressing ?? false,
            HidesSessions = ChannelShapeSelection.HasSession(shape) && endpoints.Any(e => e.Contract.SessionMode == SessionMode.NotAllowed),
        };
        foreach (var endpoint in endpoints)
        {
            var endpointDispatcher = BuildEndpoint(endpoint);
            dispatcher.Endpoints.Add(endpointDispatcher);
            _built.Add((endpoint, endpointDispatcher, shape));
        }

        host.ChannelDispatchers.Add(dispatcher);

        void Guard(Action build)
        {
            try
            {
                build();
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidOperationException(CannotOpen(exception), exception);
            }
            catch (NotSupportedException exception)
            {
                throw new NotSupportedException(CannotOpen(exception), exception);
            }
        }

        string CannotOpen(Exception exception) =>
            $"The service '{Description.Name}' cannot open its endpoint '{endpoints[0].Name}' at '{host.Show(listenUri)}'. {exception.Message}";
    }

    /// <summary>Before the behaviors, so that these may ask for more.</summary>
    private static void AddProtection(ServiceEndpoint[] endpoints, BindingParameterCollection parameters)
    {
        foreach (var endpoint in endpoints)
        {
            EndpointProtection.AddTo(parameters, endpoint);
        }
    }

    private static void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection parameters)
    {
        foreach (var behavior in endpoint.Contract.Behaviors)
        {
            behavior.AddBindingParameters(endpoint.Contract, endpoint, parameters);
        }

        foreach (var behavior in endpoint.Behaviors)
        {
            behavior.AddBindingParameters(endpoint, parameters);
        }

        foreach (var operation in endpoint.Contract.Operations)
        {
            foreach (var behavior in operation.Behaviors)
            {
                behavior.AddBindingParameters(operation, parameters);
            }
        }
    }

    private static IChannelListener BuildListener(Type shape, Binding binding, Uri listenUri, BindingParameterCollection parameters) =>
        shape == typeof(IDuplexSessionChannel) ? binding.BuildChannelListener<IDuplexSessionChannel>(listenUri, parameters)
        : shape == typeof(IReplySessionChannel) ? binding.BuildChannelListener<IReplySessionChannel>(listenUri, parameters)
        : shape == typeof(IInputSessionChannel) ? binding.BuildChannelListener<IInputSessionChannel>(listenUri, parameters)
        : shape == typeof(IReplyChannel) ? binding.BuildChannelListener<IReplyChannel>(listenUri, parameters)
        : shape == typeof(IDuplexChannel) ? binding.BuildChannelListener<IDuplexChannel>(listenUri, parameters)
        : shape == typeof(IInputChannel) ? binding.BuildChannelListener<IInputChannel>(listenUri, parameters)
        : throw new InvalidOperationException($"{shape} is not a channel shape of a service.");

    private EndpointDispatcher BuildEndpoint(ServiceEndpoint endpoint)
    {
        var contract = endpoint.Contract;
        var dispatcher = new EndpointDispatcher(endpoint.Address!, contract.Name, contract.Namespace, endpoint.IsSystemEndpoint);
        var runtime = dispatcher.DispatchRuntime;
        runtime.Type = Description.ServiceType;
        runtime.SynchronizationContext = host.OpeningContext;
        if (contract.IsDuplex)
        {
            runtime.CallbackClientRuntime = ClientRuntimeBuilder.ForCallbacks(contract);
        }

        RuntimeOperations.Add(runtime, contract, serverInitiated: false);
        var actions = runtime.Operations.Select(o => o.Action!).ToArray();
        dispatcher.ContractFilter = actions.Contains("*", StringComparer.Ordinal) ? new MatchAllMessageFilter() : new ActionMessageFilter(actions);
        return dispatcher;
    }

    private void ApplyBehaviors()
    {
        foreach (var behavior in Description.Behaviors)
        {
            behavior.ApplyDispatchBehavior(Description, host);
        }

        foreach (var (endpoint, dispatcher, _) in _built)
        {
            foreach (var behavior in endpoint.Contract.Behaviors)
            {
                behavior.ApplyDispatchBehavior(endpoint.Contract, endpoint, dispatcher.DispatchRuntime);
            }
        }

        foreach (var (endpoint, dispatcher, _) in _built)
        {
            foreach (var behavior in endpoint.Behaviors)
            {
                behavior.ApplyDispatchBehavior(endpoint, dispatcher);
            }
        }

        foreach (var (endpoint, dispatcher, _) in _built)
        {
            RuntimeOperations.ApplyBehaviors(dispatcher.DispatchRuntime, endpoint.Contract, serverInitiated: false);
            if (dispatcher.DispatchRuntime.CallbackClientRuntime is { } callbacks)
            {
                ClientRuntimeBuilder.ApplyOperationBehaviors(callbacks, endpoint.Contract, serverInitiated: true);
            }
        }
    }

    private void FinishRuntime(ServiceEndpoint endpoint, DispatchRuntime runtime, Type shape)
    {
        var behavior = Description.Behaviors.Find<ServiceBehaviorAttribute>();
        if (runtime.SingletonInstanceContext is null && behavior?.GetWellKnownSingleton() is { } singleton)
        {
            runtime.SingletonInstanceContext = host.SingletonOf(() => new InstanceContext(host, singleton));
        }
        else if (runtime.InstanceProvider is null && runtime.SingletonInstanceContext is null)
        {
            runtime.InstanceProvider = host.CreateInstanceProvider()
                ?? (Description.ServiceType is { } type ? new TypeInstanceProvider(type) : null);
        }

        if (runtime.InstanceContextMode == InstanceContextMode.Single && runtime.SingletonInstanceContext is null && runtime.InstanceContextProvider is null)
        {
            runtime.SingletonInstanceContext = host.SingletonOf(() => new InstanceContext(runtime, host));
        }

        runtime.SingletonInstanceContext?.Attach(runtime);
        var wantsSession = behavior is { IsInstanceContextModeSet: true, InstanceContextMode: InstanceContextMode.PerSession };
        if (wantsSession && !ChannelShapeSelection.HasSession(shape))
        {
            host.Log.NoSession(Description.Name, endpoint.Name, endpoint.Contract.Name, endpoint.Binding!.Name);
        }
    }
}
