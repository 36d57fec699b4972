using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Protects the messages of one client channel, and verifies those that it gets. Its kinds differ by the token that protects. Safe for use by
/// many threads, but for disposal.
/// </summary>
internal abstract class ClientProtection(SecurityPolicy policy) : IDisposable
{
    /// <summary>What the binding says.</summary>
    public SecurityPolicy Policy => policy;

    /// <summary>Protects a message.</summary>
    /// <param name="request">The message. It is used up, on failure too.</param>
    /// <param name="memory">What a reply is verified by. To be disposed when the exchange is over.</param>
    /// <returns>The message to send. Closing it closes <paramref name="request"/>.</returns>
    public abstract Message Protect(Message request, out RequestSecurity memory);

    /// <summary>Verifies a message.</summary>
    /// <param name="reply">The message. It is used up, on failure too.</param>
    /// <param name="memory">Of the request that it answers; null for a message that answers none.</param>
    /// <returns>What was signed, decrypted.</returns>
    /// <exception cref="MessageSecurityException">The message is not protected as it has to be, or it is a fault about security: then the inner exception is that <see cref="FaultException"/>.</exception>
    public abstract Message Verify(Message reply, RequestSecurity? memory);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes keys.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
