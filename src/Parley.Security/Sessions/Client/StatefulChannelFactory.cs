using System.Collections.Concurrent;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's factory of channels whose tokens carry their state. Its channels to the same address and identity have the same token, unless CacheCookies is false.</summary>
internal sealed class StatefulChannelFactory : ChannelFactoryBase<IRequestChannel>
{
    // Under another identity of the service a token of its own is got: that is when the identity is checked.
    private readonly ConcurrentDictionary<(Uri Address, Uri Via, EndpointIdentity? Identity), TokenCache> _tokens = new();
    private readonly SessionClient _client;
    private readonly IChannelFactory<IRequestChannel> _inner;
    private readonly LocalClientSecuritySettings _settings;

    /// <param name="client">What the channels share.</param>
    /// <param name="settings">How tokens are kept.</param>
    /// <param name="context">What is below.</param>
    public StatefulChannelFactory(SessionClient client, LocalClientSecuritySettings settings, BindingContext context)
        : base(context.Binding)
    {
        _client = client;
        _settings = settings;
        _inner = context.BuildInnerChannelFactory<IRequestChannel>();
    }

    protected override TimeProvider TimeProvider => _client.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override IRequestChannel OnCreateChannel(EndpointAddress address, Uri via) => new StatefulRequestChannel(
        this,
        _client,
        _inner.CreateChannel(address, via),
        _settings.CacheCookies ? _tokens.GetOrAdd((address.Uri, via, address.Identity), static (_, factory) => factory.CreateCache(), this) : CreateCache(),
        ownsTokens: !_settings.CacheCookies);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        ForgetTokens();
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        _inner.Abort();
        ForgetTokens();
    }

    private TokenCache CreateCache() => new(_client.Renewal, _settings.MaxCookieCachingTime, _client.Clock);

    private void ForgetTokens()
    {
        foreach (var tokens in _tokens.Values)
        {
            tokens.Dispose();
        }
    }
}
