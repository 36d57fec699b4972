using Parley.Channels;

namespace Parley.Description;

/// <summary>Asks a binding about shapes that are known at run time.</summary>
internal static class ChannelShapes
{
    /// <summary>The shapes of a client.</summary>
    internal static IReadOnlyList<Type> Client { get; } =
    [
        typeof(IOutputChannel), typeof(IOutputSessionChannel), typeof(IRequestChannel),
        typeof(IRequestSessionChannel), typeof(IDuplexChannel), typeof(IDuplexSessionChannel),
    ];

    /// <summary>Whether a binding builds a client's channel factory of a shape.</summary>
    internal static bool CanBuildFactory(Binding binding, Type shape, BindingParameterCollection parameters) =>
        shape == typeof(IOutputChannel) ? binding.CanBuildChannelFactory<IOutputChannel>(parameters) :
        shape == typeof(IOutputSessionChannel) ? binding.CanBuildChannelFactory<IOutputSessionChannel>(parameters) :
        shape == typeof(IRequestChannel) ? binding.CanBuildChannelFactory<IRequestChannel>(parameters) :
        shape == typeof(IRequestSessionChannel) ? binding.CanBuildChannelFactory<IRequestSessionChannel>(parameters) :
        shape == typeof(IDuplexChannel) ? binding.CanBuildChannelFactory<IDuplexChannel>(parameters) :
        shape == typeof(IDuplexSessionChannel) ? binding.CanBuildChannelFactory<IDuplexSessionChannel>(parameters) :
        throw new ArgumentException($"{shape} is not a channel shape of a client.", nameof(shape));

    /// <summary>Whether a binding builds a service's channel listener of a shape.</summary>
    internal static bool CanBuildListener(Binding binding, Type shape, BindingParameterCollection parameters) =>
        shape == typeof(IInputChannel) ? binding.CanBuildChannelListener<IInputChannel>(parameters) :
        shape == typeof(IInputSessionChannel) ? binding.CanBuildChannelListener<IInputSessionChannel>(parameters) :
        shape == typeof(IReplyChannel) ? binding.CanBuildChannelListener<IReplyChannel>(parameters) :
        shape == typeof(IReplySessionChannel) ? binding.CanBuildChannelListener<IReplySessionChannel>(parameters) :
        shape == typeof(IDuplexChannel) ? binding.CanBuildChannelListener<IDuplexChannel>(parameters) :
        shape == typeof(IDuplexSessionChannel) ? binding.CanBuildChannelListener<IDuplexSessionChannel>(parameters) :
        throw new ArgumentException($"{shape} is not a channel shape of a service.", nameof(shape));
}
