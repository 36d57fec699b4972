using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>A channel factory of one shape, seen without its type parameter.</summary>
internal abstract class ShapeFactory
{
    /// <summary>The factory.</summary>
    internal abstract IChannelFactory Factory { get; }

    /// <summary>Makes a binding's factory of a shape.</summary>
    internal static ShapeFactory Build(Type shape, Binding binding, BindingParameterCollection parameters)
    {
        if (shape == typeof(IRequestChannel))
        {
            return new Of<IRequestChannel>(binding, parameters);
        }

        if (shape == typeof(IRequestSessionChannel))
        {
            return new Of<IRequestSessionChannel>(binding, parameters);
        }

        if (shape == typeof(IOutputChannel))
        {
            return new Of<IOutputChannel>(binding, parameters);
        }

        if (shape == typeof(IOutputSessionChannel))
        {
            return new Of<IOutputSessionChannel>(binding, parameters);
        }

        if (shape == typeof(IDuplexChannel))
        {
            return new Of<IDuplexChannel>(binding, parameters);
        }

        return shape == typeof(IDuplexSessionChannel)
            ? new Of<IDuplexSessionChannel>(binding, parameters)
            : throw new InvalidOperationException($"{shape} is not a channel shape of a client.");
    }

    /// <summary>Makes a binding's factory of sessions that are established anew when the service has lost them.</summary>
    internal static ShapeFactory BuildRecovering(Type shape, ServiceEndpoint endpoint, BindingParameterCollection parameters) =>
        shape == typeof(IRequestSessionChannel)
            ? new Of<IRequestSessionChannel>(
                new RecoveringChannelFactory(endpoint.Binding!.BuildChannelFactory<IRequestSessionChannel>(parameters), endpoint.Binding))
            : throw SessionRecoveryBehavior.DoesNotFit(endpoint);

    /// <summary>Makes a channel.</summary>
    internal abstract IChannel CreateChannel(EndpointAddress to, Uri via);

    private sealed class Of<TChannel>(IChannelFactory<TChannel> factory) : ShapeFactory
        where TChannel : class, IChannel
    {
        internal Of(Binding binding, BindingParameterCollection parameters)
            : this(binding.BuildChannelFactory<TChannel>(parameters))
        {
        }

        internal override IChannelFactory Factory => factory;

        internal override IChannel CreateChannel(EndpointAddress to, Uri via) => factory.CreateChannel(to, via);
    }
}
