using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Turns an HTTP response into the reply message, into null where the service took the request without a reply, or into the
/// exception that the status stands for.
/// </summary>
internal sealed class HttpReplyReader
{
    private readonly HttpTransportBindingElement _element;
    private readonly MessageEncoder _encoder;
    private readonly SupportedContentTypes _contentTypes;
    private readonly BufferManager _bufferManager;
    private readonly TimeSpan _receiveTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly HttpQuota _quota;

    public HttpReplyReader(
        HttpTransportBindingElement element, MessageEncoder encoder, BufferManager bufferManager, TimeSpan receiveTimeout, TimeProvider timeProvider)
    {
        _element = element;
        _encoder = encoder;
        _contentTypes = new SupportedContentTypes(encoder);
        _bufferManager = bufferManager;
        _receiveTimeout = receiveTimeout;
        _timeProvider = timeProvider;
        _quota = element.StreamsResponses
            ? new HttpQuota(element.MaxReceivedMessageSize, nameof(element.MaxReceivedMessageSize))
            : HttpQuota.OfBufferedMessages(element);
    }

    /// <summary>Reads the reply. The response is disposed here, or with the message that is streamed from it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Message?> ReadAsync(HttpResponseMessage response, Uri via, CancellationToken cancellationToken)
    {
        var streamed = false;
        try
        {
            var contentType = ContentTypeOf(response);
            var length = response.Content.Headers.ContentLength;
            switch (response.StatusCode)
            {
                case HttpStatusCode.NoContent:
                case HttpStatusCode.OK or HttpStatusCode.Accepted when length == 0:
                    // An empty 202 is empty whatever its headers say.
                    return null;
                case HttpStatusCode.OK or HttpStatusCode.Accepted:
                case HttpStatusCode.InternalServerError when length != 0 && contentType is not null:
                case HttpStatusCode.BadRequest when length != 0 && contentType is not null && _contentTypes.Contains(contentType):
                    // SOAP 1.2 part 2, section 7.5.2.2: a fault that is the sender's may come as 400.
                    break;
                default:
                    throw HttpFailures.FromStatus(response, _element, via);
            }

            var body = HttpDecompression.Open(response, _element, ref length);
            if (contentType is not null && !_contentTypes.Contains(contentType))
            {
                throw await WrongContentTypeAsync(body, contentType, via, cancellationToken).ConfigureAwait(false);
            }

            Message? message;
            if (_element.StreamsResponses)
            {
                message = await ReadStreamedAsync(response, body, contentType, via, cancellationToken).ConfigureAwait(false);
                streamed = message is not null;
            }
            else
            {
                var bytes = length is { } known
                    ? await HttpBody.ReadAsync(body, known, _quota, _bufferManager, cancellationToken).ConfigureAwait(false)
                    : await HttpBody.ReadToEndAsync(body, _quota, _bufferManager, cancellationToken).ConfigureAwait(false);
                message = ReadBuffered(response, bytes, contentType, via);
            }

            if (message is not null)
            {
                message.Properties[HttpResponseMessageProperty.Name] = new HttpResponseMessageProperty(
                    new HttpResponseHeadersReceived(response), response.StatusCode, response.ReasonPhrase);
                if (message.Version.Addressing == AddressingVersion.None && HttpAction.FromContentType(contentType) is { } action)
                {
                    message.Headers.Action = action;
                }
            }

            return message;
        }
        finally
        {
            if (!streamed)
            {
                response.Dispose();
            }
        }
    }

    private static string? ContentTypeOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;

    private Message? ReadBuffered(HttpResponseMessage response, ArraySegment<byte> bytes, string? contentType, Uri via)
    {
        if (bytes.Count == 0)
        {
            _bufferManager.ReturnBuffer(bytes.Array!);
            return NothingCame(response, via);
        }

        if (contentType is null)
        {
            _bufferManager.ReturnBuffer(bytes.Array!);
            throw HttpFailures.NoContentType(via);
        }

        try
        {
            return _encoder.ReadMessage(bytes, _bufferManager, contentType);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or DecoderFallbackException)
        {
            throw HttpFailures.NotAMessage(via, exception);
        }
    }

    private async ValueTask<Message?> ReadStreamedAsync(
        HttpResponseMessage response, Stream body, string? contentType, Uri via, CancellationToken cancellationToken)
    {
        var stream = new HttpBodyStream(body, response, _quota, $"the reply from '{via}'", _receiveTimeout, _timeProvider);
        try
        {
            if (!await stream.HasBytesAsync(cancellationToken).ConfigureAwait(false))
            {
                var nothing = NothingCame(response, via);
                await stream.DisposeAsync().ConfigureAwait(false);
                return nothing;
            }

            if (contentType is null)
            {
                throw HttpFailures.NoContentType(via);
            }

            return await _encoder.ReadMessageAsync(stream, _element.MaxBufferSize, contentType, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (exception is XmlException or FormatException or DecoderFallbackException)
            {
                throw HttpFailures.NotAMessage(via, exception);
            }

            throw;
        }
    }

    private Message? NothingCame(HttpResponseMessage response, Uri via) =>
        response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted ? null : throw HttpFailures.FromStatus(response, _element, via);

    private async ValueTask<ProtocolException> WrongContentTypeAsync(Stream body, string contentType, Uri via, CancellationToken cancellationToken)
    {
        var start = new byte[1024];
        var count = 0;
        try
        {
            count = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            // What the reply began with is a courtesy; the content type is the error.
        }

        return HttpFailures.WrongContentType(contentType, _encoder.ContentType, via, start.AsSpan(0, count));
    }
}
