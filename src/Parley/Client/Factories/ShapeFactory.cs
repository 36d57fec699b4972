using Parley.Channels;

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

    /// <summary>Makes a channel.</summary>
    internal abstract IChannel CreateChannel(EndpointAddress to, Uri via);

    private sealed class Of<TChannel>(Binding binding, BindingParameterCollection parameters) : ShapeFactory
        where TChannel : class, IChannel
    {
        private readonly IChannelFactory<TChannel> _factory = binding.BuildChannelFactory<TChannel>(parameters);

        internal override IChannelFactory Factory => _factory;

        internal override IChannel CreateChannel(EndpointAddress to, Uri via) => _factory.CreateChannel(to, via);
    }
}
