using Parley.Channels;

namespace Parley;

/// <summary>A factory of sessions that are established anew when the service has lost them.</summary>
internal sealed class RecoveringChannelFactory(IChannelFactory<IRequestSessionChannel> inner, IDefaultCommunicationTimeouts timeouts)
    : CommunicationObject, IChannelFactory<IRequestSessionChannel>
{
    protected override TimeSpan DefaultOpenTimeout => timeouts.OpenTimeout;

    protected override TimeSpan DefaultCloseTimeout => timeouts.CloseTimeout;

    public T? GetProperty<T>()
        where T : class => inner.GetProperty<T>();

    public IRequestSessionChannel CreateChannel(EndpointAddress to) => CreateChannel(to, to.Uri);

    public IRequestSessionChannel CreateChannel(EndpointAddress to, Uri via) =>
        new RecoveringRequestChannel(() => inner.CreateChannel(to, via), timeouts);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => inner.CloseAsync(cancellationToken);

    protected override void OnAbort() => inner.Abort();
}
