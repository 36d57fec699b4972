namespace Parley.Channels;

/// <summary>One request at the service, and the way back for its reply. WCF documentation: RequestContext.</summary>
public abstract class RequestContext : IAsyncDisposable
{
    /// <summary>The request.</summary>
    public abstract Message RequestMessage { get; }

    /// <summary>Fires when nobody waits for the reply any more; cannot fire where the transport does not notice.</summary>
    internal virtual CancellationToken Aborted => CancellationToken.None;

    /// <summary>The request's own execution context, in which the service's code runs; null when the request has none.</summary>
    internal virtual ExecutionContext? Flow => null;

    /// <summary>The service reads the request's message after the reply too; the request is closed when it has done so.</summary>
    internal virtual void KeepOpen()
    {
    }

    /// <summary>Sends the reply, once, and closes it.</summary>
    /// <param name="message">The reply; null tells the peer that the request was taken and that there is none (one-way).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="CommunicationException">The peer is gone, or the reply could not be sent.</exception>
    /// <exception cref="InvalidOperationException">A reply was sent already.</exception>
    public abstract ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default);

    /// <summary>Closes the request message and releases what the request holds.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public abstract ValueTask CloseAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends the request without a reply; the peer sees a failure where the transport can show one.</summary>
    public abstract void Abort();

    /// <summary>Closes the request; aborts it where that fails. Never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or ObjectDisposedException)
        {
            Abort();
        }

        GC.SuppressFinalize(this);
    }
}
