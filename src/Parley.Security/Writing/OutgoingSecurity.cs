using Parley.Channels;

namespace Parley.Security;

/// <summary>How one message is protected: its keys, its tokens, and what of it is signed and encrypted.</summary>
internal sealed class OutgoingSecurity
{
    private static readonly HeaderElement[] _noElements = [];

    public required SecurityAlgorithmSuite Suite { get; init; }

    public MessageProtectionOrder Order { get; init; } = MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature;

    public SecurityHeaderLayout Layout { get; init; }

    /// <summary>Null for a message without a time.</summary>
    public TimestampElement? Timestamp { get; init; }

    /// <summary>The tokens of the keys below, in the order in which they are written: each before those that refer to it.</summary>
    public IReadOnlyList<HeaderElement> Tokens { get; init; } = _noElements;

    /// <summary>The key of the message's signature. Null when the transport protects the message.</summary>
    public SigningKey? Signing { get; init; }

    /// <summary>The key that encrypts parts. Null when nothing is encrypted.</summary>
    public EncryptingKey? Encrypting { get; init; }

    /// <summary>The element that lists what is encrypted, when it is the encrypted key itself.</summary>
    public EncryptedKeyElement? ListHolder { get; init; }

    /// <summary>Whether the message's signature covers the token whose key makes it, where that is in the message.</summary>
    public bool ProtectsTokens { get; init; }

    /// <summary>Tokens beside the one that protects the message.</summary>
    public IReadOnlyList<OutgoingToken> SupportingTokens { get; init; } = [];

    /// <summary>The request's signatures, in a reply that confirms them.</summary>
    public IReadOnlyList<ConfirmationElement> Confirmations { get; init; } = [];

    /// <summary>Keys that sign the message's signature; without one, the timestamp (and To, for certificates).</summary>
    public IReadOnlyList<SigningKey> Endorsing { get; init; } = [];

    /// <summary>Whether endorsing signatures without a message's signature cover the header To, too.</summary>
    public bool EndorsesTo { get; init; }

    public MessagePartSpecification SignedParts { get; init; } = MessagePartSpecification.NoParts;

    public MessagePartSpecification EncryptedParts { get; init; } = MessagePartSpecification.NoParts;
}
