using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.Channels;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>The base of a service's channels with protected messages in both directions.</summary>
internal abstract class SecureDuplexServiceChannel : SecureServiceChannel, IDuplexChannel
{
    private readonly IDuplexChannel _inner;

    /// <param name="manager">The listener.</param>
    /// <param name="inner">The channel below.</param>
    /// <param name="channels">What the listener's channels share.</param>
    /// <param name="uri">Where the listener listens, for the log.</param>
    private protected SecureDuplexServiceChannel(ChannelManagerBase manager, IDuplexChannel inner, ServiceChannels channels, Uri uri)
        : base(manager, inner, channels, uri)
    {
        _inner = inner;
        Clients = new KnownClients(channels.Policy.ServiceCredentials?.ClientCertificate.Certificate);
    }

    public EndpointAddress RemoteAddress => _inner.RemoteAddress;

    public Uri Via => _inner.Via;

    public EndpointAddress? LocalAddress => _inner.LocalAddress;

    /// <summary>The clients' certificates.</summary>
    protected KnownClients Clients { get; }

    public abstract ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default);

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        if (!Channels.ManualAddressing && message.Headers.To is null && message.Version.Addressing != AddressingVersion.None)
        {
            // It is signed: the transport must not add it afterwards.
            RemoteAddress.ApplyTo(message);
        }

        if (Channels.Policy.Element is not AsymmetricSecurityBindingElement { IsCertificateSignatureBinding: false })
        {
            using var nothing = new ReplySecurity();
            return _inner.SendAsync(Channels.Protection.Protect(message, nothing), cancellationToken);
        }

        X509Certificate2 certificate;
        try
        {
            certificate = CertificateFor(message);
        }
        catch
        {
            message.Close();
            throw;
        }

        // Not disposed: the certificate is for more messages than this.
        return _inner.SendAsync(Channels.Protection.Protect(message, new ReplySecurity { Certificate = certificate }), cancellationToken);
    }

    /// <summary>The certificate that a message is encrypted for.</summary>
    /// <exception cref="InvalidOperationException">It is not known.</exception>
    private protected abstract X509Certificate2 CertificateFor(Message message);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        Clients.Dispose();
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        Clients.Dispose();
    }
}
