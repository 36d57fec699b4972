namespace Parley.Channels;

/// <summary>Receives requests and gives each its reply. WCF documentation: IReplyChannel.</summary>
public interface IReplyChannel : IChannel
{
    /// <summary>The address that the requests come to; null when the channel has none of its own.</summary>
    EndpointAddress? LocalAddress { get; }

    /// <summary>Waits for the next request. It may complete on the transport's own thread: start the next receive before lengthy work.</summary>
    /// <param name="cancellationToken">Gives up waiting; no request is lost by it.</param>
    /// <returns>The request, which the caller must close; null when no more will come.</returns>
    ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default);
}
