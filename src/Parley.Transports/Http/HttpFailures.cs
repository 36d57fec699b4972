using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Parley.Security;

namespace Parley.Channels;

/// <summary>The exceptions that a failed HTTP exchange stands for, of the types that WCF's client throws.</summary>
internal static class HttpFailures
{
    /// <summary>The exception of a response that is no reply.</summary>
    public static Exception FromStatus(HttpResponseMessage response, HttpTransportBindingElement element, Uri via)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"({(int)response.StatusCode}) {response.ReasonPhrase?.TrimEnd('.')}");
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new MessageSecurityException(
                $"The service at '{via}' refused the credentials of the authentication scheme '{element.AuthenticationScheme}'. It asks for '{response.Headers.WwwAuthenticate}'."),
            HttpStatusCode.Forbidden => new MessageSecurityException(
                $"The service at '{via}' forbids the request with the authentication scheme '{element.AuthenticationScheme}': {status}. {WhyForbidden(element)}"),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new EndpointNotFoundException(
                $"There is no endpoint at '{via}': {status}. Check the address."),
            HttpStatusCode.UnsupportedMediaType => new ProtocolException(
                $"The service at '{via}' does not take the content type of the request: {status}. The bindings of client and service differ, in the encoding or in the SOAP version."),
            HttpStatusCode.RequestEntityTooLarge => new ProtocolException(
                $"The service at '{via}' does not take so large a request: {status}. Raise MaxReceivedMessageSize (and MaxBufferSize, where it is smaller) of the service's binding."),
            HttpStatusCode.ServiceUnavailable => new ServerTooBusyException(
                $"The service at '{via}' is not available: {status}. It is too busy, or it is starting or stopping. Try again later."),
            HttpStatusCode.ProxyAuthenticationRequired => new MessageSecurityException(
                $"The proxy on the way to '{via}' wants credentials: {status}. Set Proxy of the transport element to a proxy with credentials."),
            _ => new ProtocolException($"The service at '{via}' sent an unexpected response: {status}."),
        };
    }

    /// <summary>The exception of an exchange that broke before the response came.</summary>
    public static Exception FromRequest(HttpRequestException exception, Uri via) => exception.HttpRequestError switch
    {
        _ when exception.InnerException is CommunicationException thrownWhileSending => thrownWhileSending,
        HttpRequestError.NameResolutionError => new EndpointNotFoundException(
            $"The host name of '{via}' is not known: {exception.Message}", exception),
        HttpRequestError.ConnectionError => new EndpointNotFoundException(
            $"Nothing listens at '{via}', or it cannot be reached: {exception.Message.TrimEnd('.')}. Check the address; the service may not be running.", exception),
        HttpRequestError.SecureConnectionError => new SecurityNegotiationException(
            $"No TLS connection to '{via}' could be made: {Innermost(exception)}. If the service's certificate is not trusted here, see ClientCredentials.ServiceCertificate.SslCertificateAuthentication.",
            exception),
        HttpRequestError.UserAuthenticationError => new MessageSecurityException(
            $"The service at '{via}' refused the credentials: {exception.Message}", exception),
        _ when exception.InnerException is AuthenticationException => new SecurityNegotiationException(
            $"No TLS connection to '{via}' could be made: {Innermost(exception)}.", exception),
        _ => BrokenReply(via, exception),
    };

    /// <summary>The connection ended, or what came over it is not HTTP.</summary>
    public static CommunicationException BrokenReply(Uri via, Exception exception) => new(
        $"The reply from '{via}' did not come, or not whole: {exception.Message} The service may have aborted the request, may be shutting down, or may not speak HTTP at this address.",
        exception);

    public static bool IsConnectionFailure(Exception exception) =>
        exception is IOException or HttpRequestException or SocketException or InvalidDataException;

    public static ProtocolException NoContentType(Uri via) =>
        new($"The reply from '{via}' has a body but no Content-Type header.");

    public static ProtocolException NotAMessage(Uri via, Exception exception) =>
        new($"The reply from '{via}' is not a message that the binding's encoding can read: {exception.Message}", exception);

    public static ProtocolException WrongContentType(string actual, string expected, Uri via, ReadOnlySpan<byte> start)
    {
        var text = Encoding.UTF8.GetString(start);
        return new ProtocolException(string.Create(
            CultureInfo.InvariantCulture,
            $"The content type '{actual}' of the reply from '{via}' is not the binding's ('{expected}'). The bindings of client and service differ, or something else answered. The first {start.Length} bytes of the reply were: '{text}'."));
    }

    public static TimeoutException TimedOut(Uri via, TimeSpan timeout, Exception exception) =>
        new($"The reply from '{via}' did not come within {timeout} (SendTimeout).", exception);

    private static string WhyForbidden(HttpTransportBindingElement element) =>
        element.AuthenticationScheme == AuthenticationSchemes.Basic
            ? "The user name or the password may be wrong, or the user may not call this service. See ClientCredentials.UserName."
        : element is HttpsTransportBindingElement { RequireClientCertificate: true }
            ? "The service may not trust the client's certificate, or its owner may not call this service."
        : element is HttpsTransportBindingElement
            ? "If it wants a client certificate, set ClientCredentials.ClientCertificate."
            : "If it takes https only, use a binding and an address with https.";

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
