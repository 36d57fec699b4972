using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Channels;

/// <summary>Reads the message of an HTTP request: content type, body within the quota, action, and the properties that tell where it came from.</summary>
internal sealed class HttpRequestReader
{
    private readonly HttpTransportBindingElement _element;
    private readonly MessageEncoder _encoder;
    private readonly SupportedContentTypes _contentTypes;
    private readonly BufferManager _bufferManager;
    private readonly HttpQuota _quota;
    private readonly TimeSpan _receiveTimeout;
    private readonly TimeProvider _timeProvider;
    private RequestUri? _lastUri;
    private AddressText? _lastAddress;

    public HttpRequestReader(
        HttpTransportBindingElement element, MessageEncoder encoder, BufferManager bufferManager, TimeSpan receiveTimeout, TimeProvider timeProvider)
    {
        _element = element;
        _encoder = encoder;
        _contentTypes = new SupportedContentTypes(encoder);
        _bufferManager = bufferManager;
        _receiveTimeout = receiveTimeout;
        _timeProvider = timeProvider;
        _quota = element.StreamsRequests
            ? new HttpQuota(element.MaxReceivedMessageSize, nameof(element.MaxReceivedMessageSize))
            : HttpQuota.OfBufferedMessages(element);
    }

    /// <summary>Reads the message.</summary>
    /// <param name="http">The request.</param>
    /// <param name="streamed">Its body, where the message is to read it while the service works; null to read it whole.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HttpRefusal">The request gets a status instead.</exception>
    public async ValueTask<Message> ReadAsync(HttpContext http, HttpRequestBody? streamed, CancellationToken cancellationToken)
    {
        var request = http.Request;
        var contentType = request.ContentType;
        if (contentType is null || !_contentTypes.Contains(contentType))
        {
            throw HttpRefusal.WrongContentType(contentType, _encoder.ContentType);
        }

        var length = request.ContentLength;
        if (length > _quota.MaxSize)
        {
            throw HttpRefusal.TooLarge();
        }

        if (length == 0)
        {
            throw HttpRefusal.Malformed();
        }

        if (_quota.MaxSize > 28_000_000 && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The server has a limit of its own below that.
            limit.MaxRequestBodySize = null;
        }

        Message message;
        try
        {
            message = streamed is not null
                ? await ReadStreamedAsync(http, streamed, contentType, cancellationToken).ConfigureAwait(false)
                : _encoder.ReadMessage(await ReadBodyAsync(request, length, cancellationToken).ConfigureAwait(false), _bufferManager, contentType);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or DecoderFallbackException)
        {
            throw HttpRefusal.Malformed(exception);
        }
        catch (CommunicationException exception) when (WellKnownFaults.TryCreate(exception, _encoder.MessageVersion) is { } fault)
        {
            throw HttpRefusal.Answered(fault, exception);
        }
        catch (CommunicationException exception)
        {
            throw exception.InnerException is QuotaExceededException ? HttpRefusal.TooLarge(exception) : HttpRefusal.Malformed(exception);
        }

        try
        {
            AddProperties(http, message);
        }
        catch
        {
            message.Close();
            throw;
        }

        return message;
    }

    /// <summary>The action that HTTP states for a message; null when it states none.</summary>
    public static string? ActionOf(HttpRequest request, Message message)
    {
        if (message.Version.Envelope == EnvelopeVersion.Soap11)
        {
            var header = request.Headers["SOAPAction"];
            return header.Count == 0 ? null : HttpAction.Unquote(header.ToString());
        }

        return HttpAction.FromContentType(request.ContentType);
    }

    private ValueTask<ArraySegment<byte>> ReadBodyAsync(HttpRequest request, long? length, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        if (!reader.TryRead(out var result))
        {
            return ReadBodyAsync(reader, null, length, cancellationToken);
        }

        // Most bodies have come by now, with their heads.
        return result.IsCompleted ? new(TakeBody(reader, result.Buffer, length)) : ReadBodyAsync(reader, result, length, cancellationToken);
    }

    private ArraySegment<byte> TakeBody(PipeReader reader, ReadOnlySequence<byte> bytes, long? length)
    {
        if (bytes.Length > _quota.MaxSize)
        {
            throw HttpRefusal.TooLarge();
        }

        if (bytes.IsEmpty || (length is { } announced && bytes.Length != announced))
        {
            reader.AdvanceTo(bytes.End);
            throw HttpRefusal.Malformed();
        }

        var count = (int)bytes.Length;
        var buffer = _bufferManager.TakeBuffer(count);
        bytes.CopyTo(buffer);
        reader.AdvanceTo(bytes.End);
        return new ArraySegment<byte>(buffer, 0, count);
    }

    private async ValueTask<ArraySegment<byte>> ReadBodyAsync(PipeReader reader, ReadResult? first, long? length, CancellationToken cancellationToken)
    {
        var buffer = _bufferManager.TakeBuffer((int)Math.Min(length ?? HttpBody.FirstBuffer, HttpBody.TrustedLength));
        var count = 0;
        try
        {
            while (true)
            {
                var result = first ?? await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                first = null;
                var bytes = result.Buffer;
                var total = count + bytes.Length;
                if (total > _quota.MaxSize)
                {
                    throw HttpRefusal.TooLarge();
                }

                while (total > buffer.Length)
                {
                    buffer = HttpBody.Grow(buffer, count, _bufferManager);
                }

                foreach (var piece in bytes)
                {
                    piece.Span.CopyTo(buffer.AsSpan(count));
                    count += piece.Length;
                }

                reader.AdvanceTo(bytes.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            if (count == 0 || (length is { } announced && count != announced))
            {
                throw HttpRefusal.Malformed();
            }

            return new ArraySegment<byte>(buffer, 0, count);
        }
        catch
        {
            _bufferManager.ReturnBuffer(buffer);
            throw;
        }
    }

    private async ValueTask<Message> ReadStreamedAsync(
        HttpContext http, HttpRequestBody body, string contentType, CancellationToken cancellationToken)
    {
        if (http.Features.Get<IHttpBodyControlFeature>() is { } control)
        {
            // The platform's XML readers read the rest of a streamed body synchronously.
            control.AllowSynchronousIO = true;
        }

        var stream = new HttpBodyStream(body, null, _quota, "the streamed request", _receiveTimeout, _timeProvider);
        return await stream.HasBytesAsync(cancellationToken).ConfigureAwait(false)
            ? await _encoder.ReadMessageAsync(stream, _element.MaxBufferSize, contentType, cancellationToken).ConfigureAwait(false)
            : throw HttpRefusal.Malformed();
    }

    private void AddProperties(HttpContext http, Message message)
    {
        var request = http.Request;
        var properties = message.Properties;
        properties.Via = UriOf(request);
        properties[HttpRequestMessageProperty.Name] = new HttpRequestMessageProperty(
            new HttpRequestHeadersReceived(request.Headers), request.Method, request.QueryString.HasValue ? request.QueryString.Value![1..] : string.Empty);
        var connection = http.Connection;
        if (connection.RemoteIpAddress is { } address)
        {
            properties[RemoteEndpointMessageProperty.Name] = new RemoteEndpointMessageProperty(TextOf(address), connection.RemotePort);
        }
    }

    /// <summary>Many requests in a row come from the same machine.</summary>
    private string TextOf(IPAddress address)
    {
        var last = _lastAddress;
        if (last is null || !last.Address.Equals(address))
        {
            _lastAddress = last = new AddressText(address, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        }

        return last.Text;
    }

    private Uri UriOf(HttpRequest request)
    {
        var last = _lastUri;
        if (last is not null && !request.QueryString.HasValue && last.Matches(request))
        {
            return last.Uri;
        }

        var text = $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw HttpRefusal.Malformed();
        }

        if (!request.QueryString.HasValue)
        {
            _lastUri = new RequestUri(request.Scheme, request.Host.Value, request.PathBase.Value, request.Path.Value, uri);
        }

        return uri;
    }

    private sealed record AddressText(IPAddress Address, string Text);

    private sealed record RequestUri(string Scheme, string? Host, string? PathBase, string? Path, Uri Uri)
    {
        public bool Matches(HttpRequest request) =>
            request.Host.Value == Host && request.Path.Value == Path && request.PathBase.Value == PathBase && request.Scheme == Scheme;
    }
}
