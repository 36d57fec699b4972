using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Parley.Security;

namespace Parley.Channels;

/// <summary>How a server secures its connections: with one certificate for all listeners of the port, asking for client certificates while any of them wants one.</summary>
internal sealed class HttpServerTls
{
    private readonly X509Certificate2 _certificate;
    private readonly SslStreamCertificateContext _certificateContext;
    private int _wantCertificates;

    private HttpServerTls(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _certificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    /// <summary>The TLS side of a listener's server; null for plain http.</summary>
    /// <exception cref="InvalidOperationException">There is no certificate, or none with a private key.</exception>
    public static X509Certificate2? CertificateFor(IHttpRequestHandler listener, IServiceCredentials? credentials)
    {
        if (listener.Element is not HttpsTransportBindingElement)
        {
            return null;
        }

        var certificate = credentials?.ServiceCertificate.Certificate ?? throw new InvalidOperationException(
            $"Listening at '{listener.Uri}' needs a service certificate. Set ServiceCredentials.ServiceCertificate.Certificate, or host the service in an ASP.NET Core application whose Kestrel has one.");
        return certificate.HasPrivateKey ? certificate : throw new InvalidOperationException(
            $"The service certificate '{certificate.Subject}' has no private key, so '{listener.Uri}' cannot be listened at. Load it with its key.");
    }

    public static HttpServerTls? Create(X509Certificate2? certificate) => certificate is null ? null : new(certificate);

    public bool HasCertificate(X509Certificate2 certificate) => _certificate.Thumbprint == certificate.Thumbprint;

    public void Add(IHttpRequestHandler listener) => Count(listener, 1);

    public void Remove(IHttpRequestHandler listener) => Count(listener, -1);

    public TlsHandshakeCallbackOptions HandshakeOptions() => new()
    {
        OnConnection = _ => new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificateContext,
            ClientCertificateRequired = Volatile.Read(ref _wantCertificates) > 0,

            // Which certificates are good, and whether there must be one, each listener says for its requests.
            RemoteCertificateValidationCallback = TakeAnyOrNone,
        }),
    };

    private static bool TakeAnyOrNone(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null || (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0;

    private void Count(IHttpRequestHandler listener, int change)
    {
        if (listener.Element is HttpsTransportBindingElement { RequireClientCertificate: true })
        {
            Interlocked.Add(ref _wantCertificates, change);
        }
    }
}
