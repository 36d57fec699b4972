using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Parley.Channels;

/// <summary>
/// Makes the HTTP request of a message: method, address, content type, SOAPAction (SOAP 1.1, section 6.1.1; SOAP 1.2
/// without addressing has the action in its content type, RFC 3902), the user's <see cref="HttpRequestMessageProperty"/>, and the body.
/// </summary>
internal sealed class HttpRequestWriter(HttpTransportBindingElement element, MessageEncoder encoder, BufferManager bufferManager)
{
    private const int MaxKeptActions = 256;
    private readonly ConcurrentDictionary<string, string> _quotedActions = new(StringComparer.Ordinal);
    private readonly HttpVersionPolicy _versionPolicy = element.Scheme == Uri.UriSchemeHttps && element.HttpVersion >= HttpVersion.Version20
        ? HttpVersionPolicy.RequestVersionOrLower
        : HttpVersionPolicy.RequestVersionExact;

    /// <summary>The value of the Authorization header; null for none.</summary>
    public string? Authorization { get; init; }

    public HttpRequestMessage Write(Message message, Uri via)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, via)
        {
            Version = element.HttpVersion,
            VersionPolicy = _versionPolicy,
        };
        try
        {
            var property = message.Properties.TryGetValue(HttpRequestMessageProperty.Name, out var value)
                ? value as HttpRequestMessageProperty
                : null;
            var contentType = encoder.GetContentType(message);

            // The same head as WCF's client sends: a cache must not answer for the service.
            request.Headers.TryAddWithoutValidation("Cache-Control", "no-cache, max-age=0");
            WriteAction(message, request, property);
            WriteGeneralHeaders(request.Headers);
            if (property is null || !property.SuppressEntityBody)
            {
                request.Content = WriteBody(message);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }

            if (property is not null)
            {
                Apply(property, request);
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private void WriteGeneralHeaders(HttpRequestHeaders headers)
    {
        if (element.DecompressionEnabled)
        {
            headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate");
        }

        if (!element.KeepAliveEnabled)
        {
            headers.ConnectionClose = true;
        }

        if (Authorization is not null)
        {
            headers.TryAddWithoutValidation("Authorization", Authorization);
        }
    }

    private void WriteAction(Message message, HttpRequestMessage request, HttpRequestMessageProperty? property)
    {
        var version = message.Version;
        var action = message.AddressingHeaders.Action;
        if (property is { HasHeaders: true } && property.Headers["SOAPAction"] is { } wanted)
        {
            wanted = HttpAction.Unquote(wanted);
            if (action is not null && action != wanted && wanted.Length > 0)
            {
                throw new ProtocolException(
                    $"The SOAPAction header '{wanted}' of the HttpRequestMessageProperty is not the message's action '{action}'. Leave the header out.");
            }

            action ??= wanted;
        }

        if (version.Envelope == EnvelopeVersion.Soap11)
        {
            request.Headers.TryAddWithoutValidation("SOAPAction", Quote(action));
        }

        if (version.Addressing == AddressingVersion.None && !element.ManualAddressing)
        {
            // Without addressing, action and address are HTTP's to carry, not the envelope's.
            message.Headers.Action = null;
            message.Headers.To = null;
        }
    }

    private HttpContent WriteBody(Message message) =>
        element.StreamsRequests
            ? new StreamedMessageContent(message, encoder)
            : new EncodedMessageContent(encoder.WriteMessage(message, int.MaxValue, bufferManager, 0), bufferManager);

    private static void Apply(HttpRequestMessageProperty property, HttpRequestMessage request)
    {
        if (!string.Equals(property.Method, "POST", StringComparison.OrdinalIgnoreCase))
        {
            request.Method = new HttpMethod(property.Method);
        }

        if (property.QueryString.Length > 0)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Query = property.QueryString }.Uri;
        }

        if (!property.HasHeaders)
        {
            return;
        }

        foreach (string name in property.Headers)
        {
            Apply(name, property.Headers[name] ?? string.Empty, request);
        }
    }

    private static void Apply(string name, string value, HttpRequestMessage request)
    {
        switch (name.ToUpperInvariant())
        {
            case "SOAPACTION" or "CONTENT-LENGTH" or "TRANSFER-ENCODING":
                return;
            case "CONTENT-TYPE":
                if (request.Content is { } typed)
                {
                    typed.Headers.Remove(name);
                    typed.Headers.TryAddWithoutValidation(name, value);
                }

                return;
            case "HOST":
                request.Headers.Host = value;
                return;
            case "EXPECT":
                request.Headers.ExpectContinue = value.Contains("100-continue", StringComparison.OrdinalIgnoreCase);
                return;
            case "CONNECTION":
                request.Headers.ConnectionClose = value.Contains("close", StringComparison.OrdinalIgnoreCase) ? true : null;
                return;
            case "AUTHORIZATION" or "CACHE-CONTROL" or "ACCEPT-ENCODING":
                request.Headers.Remove(name);
                break;
        }

        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private string Quote(string? action)
    {
        if (string.IsNullOrEmpty(action))
        {
            return "\"\"";
        }

        if (_quotedActions.TryGetValue(action, out var quoted))
        {
            return quoted;
        }

        if (action.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0 || action.Contains('"', StringComparison.Ordinal))
        {
            throw new ProtocolException(string.Create(
                CultureInfo.InvariantCulture,
                $"The action '{action.ReplaceLineEndings(" ")}' cannot be sent as an HTTP header: it has a quote or a control character."));
        }

        quoted = $"\"{action}\"";
        if (_quotedActions.Count < MaxKeptActions)
        {
            _quotedActions.TryAdd(action, quoted);
        }

        return quoted;
    }
}
