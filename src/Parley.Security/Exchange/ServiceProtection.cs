using Parley.Channels;

namespace Parley.Security;

/// <summary>Verifies the requests of one listener, and protects the replies. Its kinds differ by the token that protects. Safe for use by many threads, but for disposal.</summary>
internal abstract class ServiceProtection(SecurityPolicy policy) : IDisposable
{
    /// <summary>What the binding says.</summary>
    public SecurityPolicy Policy => policy;

    /// <summary>Verifies a message.</summary>
    /// <param name="request">The message. It is used up, on failure too.</param>
    /// <param name="cancellationToken">Ends a check of credentials that waits.</param>
    /// <exception cref="RefusedMessageException">The message is not protected as it has to be, or its sender is not trusted. It knows the fault.</exception>
    public abstract ValueTask<ReceivedRequest> VerifyAsync(Message request, CancellationToken cancellationToken = default);

    /// <summary>Protects a message.</summary>
    /// <param name="reply">The message. It is used up, on failure too.</param>
    /// <param name="memory">Of the request that it answers.</param>
    /// <returns>The message to send. Closing it closes <paramref name="reply"/>.</returns>
    public abstract Message Protect(Message reply, ReplySecurity memory);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases keys.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
