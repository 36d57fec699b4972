using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// A request whose message, or the stream in it, the operation keeps beyond its call. The request is closed when the call is
/// done and the operation has closed what it kept: until then a streamed body can be read. WCF documentation:
/// OperationBehaviorAttribute.AutoDisposeParameters.
/// </summary>
internal sealed class KeptRequest
{
    private readonly RequestContext _request;
    private int _users = 2;

    /// <param name="request">The request.</param>
    /// <param name="message">Its message, or the one that an inspector has put in its place.</param>
    internal KeptRequest(RequestContext request, Message message)
    {
        _request = request;
        message.Closed = Leave;
        request.KeepOpen();
    }

    /// <summary>The call, or the operation's later work, is done with the request.</summary>
    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _ = CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            await _request.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The client is gone, and the reply was sent before.
            _request.Abort();
        }
    }
}
