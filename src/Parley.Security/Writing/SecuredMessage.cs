using Parley.Channels;

namespace Parley.Security;

/// <summary>A message with its security header, ready to be written. The message that it protects is used up, and closed with it.</summary>
/// <param name="inner">The message that it protects.</param>
internal abstract class SecuredMessage(Message inner) : Message
{
    public sealed override MessageHeaders Headers => inner.Headers;

    public sealed override MessageProperties Properties => inner.Properties;

    public sealed override MessageVersion Version => inner.Version;

    /// <summary>The values of the message's signature and of those that endorse it, in this order: what a reply confirms.</summary>
    public abstract IReadOnlyList<byte[]> SignatureValues { get; }

    /// <summary>The message that it protects.</summary>
    protected Message Inner => inner;
}
