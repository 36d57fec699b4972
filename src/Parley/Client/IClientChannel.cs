namespace Parley;

/// <summary>
/// The channel of a client. Every proxy can be cast to it. WCF documentation: IClientChannel.
/// </summary>
/// <remarks>
/// <see cref="IDisposable.Dispose"/> and <see cref="IAsyncDisposable.DisposeAsync"/> close the channel, and abort it when it
/// has failed or cannot be closed; they do not throw, so that the exception that ended the work stays the one that is seen.
/// </remarks>
public interface IClientChannel : IContextChannel, IDisposable, IAsyncDisposable
{
    /// <summary>The transport address that messages are sent to. Default: the endpoint's address.</summary>
    Uri Via { get; }

    /// <summary>A message came that answers no call that waits and belongs to no operation: for example a reply that came too late.</summary>
    event EventHandler<UnknownMessageReceivedEventArgs>? UnknownMessageReceived;
}
