using Parley.Channels;

namespace Parley.Security;

/// <summary>The way on which one request for a token goes to a service, and its answer comes back.</summary>
internal interface ITokenWay : IDisposable
{
    /// <summary>Where the answer is to come; null where it comes back by itself.</summary>
    EndpointAddress? ReplyTo { get; }

    /// <summary>Sends the request, and brings its answer.</summary>
    /// <param name="request">The request. It is used up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no answer.</returns>
    ValueTask<Message?> AskAsync(Message request, CancellationToken cancellationToken);
}
