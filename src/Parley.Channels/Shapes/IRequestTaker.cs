namespace Parley.Channels;

/// <summary>Takes requests on the thread that brought them.</summary>
internal interface IRequestTaker
{
    /// <summary>Takes a request, and runs its call; returns when the call is done, or waits for something.</summary>
    /// <returns>False when the request has to wait.</returns>
    bool TryTake(RequestContext request);
}
