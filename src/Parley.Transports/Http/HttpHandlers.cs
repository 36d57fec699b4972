using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels;

/// <summary>
/// The HTTP stacks below the client channels. Factories without credentials, cookies or rules of their own share one, and
/// with it its connections; any other factory owns one.
/// </summary>
internal static class HttpHandlers
{
    private static readonly ConcurrentDictionary<(bool UseDefaultWebProxy, Uri? ProxyAddress, bool BypassProxyOnLocal), HttpMessageInvoker> _shared = new();

    /// <summary>The stack for a factory, and whether it is the factory's own to dispose.</summary>
    /// <exception cref="InvalidOperationException">The settings contradict each other, or a client certificate is missing.</exception>
    public static (HttpMessageInvoker Invoker, bool IsOwned) Get(
        HttpTransportBindingElement element, IClientCredentials? credentials, CookieContainer cookies)
    {
        if (element.ProxyAddress is not null && element.UseDefaultWebProxy)
        {
            throw new InvalidOperationException(
                $"ProxyAddress is '{element.ProxyAddress}', but UseDefaultWebProxy is true. Set UseDefaultWebProxy to false to use the address.");
        }

        var certificate = element is HttpsTransportBindingElement ? credentials?.ClientCertificate.Certificate : null;
        if (certificate is null && element is HttpsTransportBindingElement { RequireClientCertificate: true })
        {
            throw new InvalidOperationException(
                "The binding requires a client certificate, and there is none. Set ClientCredentials.ClientCertificate.Certificate, for example by SetCertificate.");
        }

        var validation = element is HttpsTransportBindingElement ? credentials?.ServiceCertificate.SslCertificateAuthentication : null;
        if (element.AllowCookies || element.Proxy is not null || certificate is not null || validation is not null
            || element.AuthenticationScheme is not (AuthenticationSchemes.Anonymous or AuthenticationSchemes.Basic))
        {
            return (Create(element, credentials, cookies, certificate, validation), true);
        }

        var key = (element.UseDefaultWebProxy, element.ProxyAddress, element.BypassProxyOnLocal);
        return (_shared.GetOrAdd(key, static (_, state) => Create(state.element, null, state.cookies, null, null), (element, cookies)), false);
    }

    private static HttpMessageInvoker Create(
        HttpTransportBindingElement element,
        IClientCredentials? credentials,
        CookieContainer cookies,
        X509Certificate2? certificate,
        X509ServiceCertificateAuthentication? validation)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            PlaintextStreamFilter = static (context, _) =>
                new(context.NegotiatedHttpVersion == HttpVersion.Version11 ? new JoiningStream(context.PlaintextStream) : context.PlaintextStream),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            UseCookies = element.AllowCookies,
        };
        if (element.AllowCookies)
        {
            handler.CookieContainer = cookies;
        }

        SetProxy(handler, element);
        if (element.AuthenticationScheme is not (AuthenticationSchemes.Anonymous or AuthenticationSchemes.Basic))
        {
            handler.Credentials = HttpSchemeCredentials.Create(element.AuthenticationScheme, credentials);
        }

        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (validation is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Validation(validation);
        }

        return new HttpMessageInvoker(handler);
    }

    private static void SetProxy(SocketsHttpHandler handler, HttpTransportBindingElement element)
    {
        if (element.Proxy is not null)
        {
            handler.Proxy = element.Proxy;
        }
        else if (element.ProxyAddress is not null)
        {
            handler.Proxy = new WebProxy(element.ProxyAddress, element.BypassProxyOnLocal);
        }
        else
        {
            handler.UseProxy = element.UseDefaultWebProxy;
        }
    }

    private static RemoteCertificateValidationCallback Validation(X509ServiceCertificateAuthentication validation)
    {
        var validator = validation.CreateValidator();

        // A chain says that a certificate is genuine, not whose it is: only its name does. A pinned certificate, or the user's own rule, says it all.
        var checksName = validation.CertificateValidationMode is X509CertificateValidationMode.ChainTrust or X509CertificateValidationMode.PeerOrChainTrust;
        return (_, certificate, chain, errors) =>
        {
            if (certificate is null
                || (checksName && (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0))
            {
                return false;
            }

            try
            {
                validator.Validate(
                    certificate as X509Certificate2 ?? new X509Certificate2(certificate), CertificateUse.Server, chain?.ChainPolicy.ExtraStore);
                return true;
            }
            catch (SecurityTokenException)
            {
                return false;
            }
        };
    }
}
