using Parley.Channels;

namespace Parley.Security;

/// <summary>Requests of many clients that are verified, and replies that are protected.</summary>
/// <param name="manager">The listener.</param>
/// <param name="inner">The channel below.</param>
/// <param name="channels">What the listener's channels share.</param>
/// <param name="uri">Where the listener listens, for the log.</param>
internal sealed class SecureReplyChannel(ChannelManagerBase manager, IReplyChannel inner, ServiceChannels channels, Uri uri)
    : CheckedReplyChannel(manager, inner)
{
    private readonly RequestVerification _verification = new(channels, uri);

    protected override TimeProvider TimeProvider => channels.Policy.Time;

    protected override ValueTask TakeAsync(RequestContext request)
    {
        var verifying = _verification.VerifyAsync(request);
        if (!verifying.IsCompletedSuccessfully)
        {
            return AfterAsync(verifying);
        }

        Deliver(verifying.Result);
        return default;
    }

    private async ValueTask AfterAsync(ValueTask<SecureRequestContext?> verifying) => Deliver(await verifying.ConfigureAwait(false));

    private void Deliver(SecureRequestContext? verified)
    {
        if (verified is null)
        {
            return;
        }

        try
        {
            if (!Requests.TryDeliver(verified))
            {
                verified.Abort();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nobody else has to suffer for it.
            channels.Log.Failed(exception, uri);
            verified.Abort();
        }
    }
}
