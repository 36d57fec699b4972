using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Channels;

/// <summary>Writes a reply into an HTTP response: 200 with a message, 500 with a fault, an empty 202 where there is no reply.</summary>
internal sealed class HttpReplyWriter(
    HttpTransportBindingElement element,
    MessageEncoder encoder,
    BufferManager bufferManager,
    TimeSpan sendTimeout,
    TimeProvider timeProvider,
    CancellationToken listenerAborted)
{
    /// <summary>True when the listener was aborted, and its connections with it.</summary>
    public bool IsAborted => listenerAborted.IsCancellationRequested;

    public async ValueTask WriteAsync(HttpContext http, Message? reply, CancellationToken cancellationToken)
    {
        var response = http.Response;
        HttpResponseBody? streamed = null;
        try
        {
            if (reply is null)
            {
                WriteHead(response, StatusCodes.Status202Accepted);
                await response.CompleteAsync().ConfigureAwait(false);
            }
            else if (Property(reply) is { SuppressEntityBody: true } property)
            {
                WriteHead(response, StatusCodes.Status200OK);
                Apply(property, response);
                await response.CompleteAsync().ConfigureAwait(false);
            }
            else if (element.StreamsResponses)
            {
                streamed = new HttpResponseBody(response.Body);
                await WriteStreamedAsync(response, reply, streamed, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await WriteBufferedAsync(http, reply, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested
            && streamed is not { IsWriting: false })
        {
            // What fails while a streamed reply does not write is the service's own: the stream, or whatever the reply comes from.
            throw ClientIsGone(exception);
        }

        if (http.RequestAborted.IsCancellationRequested)
        {
            throw ClientIsGone(null);
        }
    }

    private static HttpResponseMessageProperty? Property(Message reply) =>
        reply.Properties.TryGetValue(HttpResponseMessageProperty.Name, out var value) ? value as HttpResponseMessageProperty : null;

    private static CommunicationException ClientIsGone(Exception? exception) =>
        new("The reply could not be sent: the client has closed the connection, or given up the request.", exception);

    private ValueTask WriteBufferedAsync(HttpContext http, Message reply, CancellationToken cancellationToken)
    {
        var contentType = Prepare(reply, out var status, out var property);
        var bytes = encoder.WriteMessage(reply, int.MaxValue, bufferManager, 0);
        ValueTask<FlushResult> write;
        try
        {
            var response = http.Response;
            WriteHead(response, status);
            response.ContentType = contentType;
            response.ContentLength = bytes.Count;
            if (property is not null)
            {
                Apply(property, response);
            }

            write = response.BodyWriter.WriteAsync(bytes, CancellationToken.None);
        }
        catch
        {
            bufferManager.ReturnBuffer(bytes.Array!);
            throw;
        }

        if (!write.IsCompletedSuccessfully || !HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            return FinishBufferedAsync(write, bytes.Array!, http, cancellationToken);
        }

        bufferManager.ReturnBuffer(bytes.Array!);

        // A connection that takes no more is closed.
        return write.Result.IsCompleted ? throw ClientIsGone(null) : default;
    }

    private async ValueTask FinishBufferedAsync(ValueTask<FlushResult> write, byte[] buffer, HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            var result = write.IsCompletedSuccessfully
                ? write.Result
                : await WaitAsync(write, http, cancellationToken).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                // The connection takes no more: it is closed.
                throw ClientIsGone(null);
            }
        }
        finally
        {
            bufferManager.ReturnBuffer(buffer);
        }

        if (!HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            // HTTP/2 marks the end of the response by itself, not by its length.
            await http.Response.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask WriteStreamedAsync(
        HttpResponse response, Message reply, HttpResponseBody body, CancellationToken cancellationToken)
    {
        var contentType = Prepare(reply, out var status, out var property);
        WriteHead(response, status);
        response.ContentType = contentType;
        if (property is not null)
        {
            Apply(property, response);
        }

        await encoder.WriteMessageAsync(reply, body, cancellationToken).ConfigureAwait(false);
        body.IsWriting = true;
        await response.CompleteAsync().ConfigureAwait(false);
    }

    private string Prepare(Message reply, out int status, out HttpResponseMessageProperty? property)
    {
        property = Property(reply);
        status = reply.IsFault ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        var contentType = encoder.GetContentType(reply);
        if (reply.Version.Addressing == AddressingVersion.None && !element.ManualAddressing)
        {
            reply.Headers.Action = null;
            reply.Headers.To = null;
        }

        return contentType;
    }

    private void WriteHead(HttpResponse response, int status)
    {
        response.StatusCode = status;
        if (!element.KeepAliveEnabled && HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }
    }

    private static void Apply(HttpResponseMessageProperty property, HttpResponse response)
    {
        if (property.HasStatusCodeBeenSet)
        {
            response.StatusCode = (int)property.StatusCode;
        }

        if (!string.IsNullOrEmpty(property.StatusDescription) && response.HttpContext.Features.Get<IHttpResponseFeature>() is { } feature)
        {
            feature.ReasonPhrase = HttpReason.Clean(property.StatusDescription);
        }

        if (!property.HasHeaders)
        {
            return;
        }

        foreach (string name in property.Headers)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers[name] = property.Headers[name];
            }
        }
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> write, HttpContext http, CancellationToken cancellationToken)
    {
        using var timeout = new TimeoutScope(sendTimeout, timeProvider, cancellationToken);
        using var registration = timeout.Token.UnsafeRegister(static state => ((HttpContext)state!).Abort(), http);
        FlushResult result = default;
        try
        {
            result = await write.ConfigureAwait(false);
        }
        catch (Exception exception) when (timeout.HasTimedOut)
        {
            timeout.ThrowTimeout("Sending the reply", "SendTimeout", exception);
        }

        if (timeout.HasTimedOut)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture, $"Sending the reply did not finish within {sendTimeout} (SendTimeout): the client does not read it."));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }
}
