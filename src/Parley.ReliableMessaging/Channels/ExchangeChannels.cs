using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Makes the client factories of sessions over requests and responses.</summary>
internal static class ExchangeChannels
{
    /// <summary>Makes the factory of IRequestSessionChannel or IOutputSessionChannel.</summary>
    public static IChannelFactory<TChannel> CreateFactory<TChannel>(ReliableSessionBindingElement element, BindingContext context)
    {
        var client = new ExchangeClient(element, context);
        return typeof(TChannel) == typeof(IRequestSessionChannel)
            ? (IChannelFactory<TChannel>)(object)new ReliableChannelFactory<IRequestSessionChannel>(
                context, client, static (factory, client, to, via) => new ReliableRequestSessionChannel(factory, client, to, via))
            : (IChannelFactory<TChannel>)(object)new ReliableChannelFactory<IOutputSessionChannel>(
                context, client, static (factory, client, to, via) => new ReliableOutputSessionChannel(factory, client, to, via));
    }
}
