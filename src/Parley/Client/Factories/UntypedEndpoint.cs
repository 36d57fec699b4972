using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>An endpoint that a client has opened without a contract: its channels are the binding's own, and carry any message.</summary>
internal sealed class UntypedEndpoint
{
    private readonly ShapeFactory _shape;
    private readonly Uri? _via;

    private UntypedEndpoint(ShapeFactory shape, Uri? via)
    {
        _shape = shape;
        _via = via;
    }

    /// <summary>The binding's factory.</summary>
    internal IChannelFactory InnerFactory => _shape.Factory;

    /// <summary>Makes the binding's factory of a shape, or of a shape that is one too: an <see cref="IDuplexSessionChannel"/> is
    /// an <see cref="IOutputChannel"/>. Nothing is connected yet.</summary>
    /// <exception cref="InvalidOperationException">The binding builds no such channels; the message says which ones it builds.</exception>
    /// <exception cref="NotSupportedException">A behaviour wants to see the messages.</exception>
    internal static UntypedEndpoint Build(ServiceEndpoint endpoint, Type shape, BindingParameterCollection surroundings)
    {
        foreach (var behavior in endpoint.Behaviors)
        {
            behavior.Validate(endpoint);
        }

        var parameters = ClientRuntimeBuilder.CollectBindingParameters(endpoint, surroundings);
        var runtime = ClientRuntimeBuilder.ForEndpoint(endpoint);
        if (runtime.MessageInspectors.Count > 0 || runtime.ChannelInitializers.Count > 0)
        {
            throw new NotSupportedException(
                $"A behaviour of the endpoint adds a client message inspector or a channel initializer, and ChannelFactory<{shape.Name}> gives the binding's own channels, which call neither. Use a contract with an operation that takes and returns Message, with Action and ReplyAction \"*\".");
        }

        return new UntypedEndpoint(ShapeFactory.Build(Select(shape, endpoint.Binding!, parameters), endpoint.Binding!, parameters), runtime.Via);
    }

    internal IChannel CreateChannel(EndpointAddress to, Uri? via) => _shape.CreateChannel(to, via ?? _via ?? to.Uri);

    private static Type Select(Type shape, Binding binding, BindingParameterCollection parameters)
    {
        binding.ThrowIfUnsupported();
        if (ChannelShapes.CanBuildFactory(binding, shape, parameters))
        {
            return shape;
        }

        var built = ChannelShapes.Client.Where(candidate => ChannelShapes.CanBuildFactory(binding, candidate, parameters)).ToArray();
        return Array.Find(built, shape.IsAssignableFrom) ?? throw new InvalidOperationException(
            $"The binding '{binding.Name}' builds no {shape.Name}. "
            + (built.Length == 0
                ? "It builds no channels at all; check its binding elements."
                : $"It builds {string.Join(", ", built.Select(b => b.Name))}. Ask the channel factory for one of these, or use a contract with an operation that takes and returns Message, with Action and ReplyAction \"*\"."));
    }
}
