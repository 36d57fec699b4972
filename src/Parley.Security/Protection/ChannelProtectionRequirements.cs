using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Which parts of a channel's messages are signed and which are encrypted. "Incoming" is from the client to the service, "outgoing" the other
/// way, whoever asks. WCF documentation: ChannelProtectionRequirements.
/// </summary>
public class ChannelProtectionRequirements
{
    private static readonly string[] _addressingHeaders = ["To", "From", "FaultTo", "ReplyTo", "MessageID", "RelatesTo", "Action"];

    /// <summary>Creates requirements that protect nothing.</summary>
    public ChannelProtectionRequirements()
    {
    }

    /// <summary>Creates a copy that can be changed.</summary>
    /// <param name="other">What is copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public ChannelProtectionRequirements(ChannelProtectionRequirements other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Add(other);
    }

    /// <summary>What is encrypted from the client to the service.</summary>
    public ScopedMessagePartSpecification IncomingEncryptionParts { get; } = new();

    /// <summary>What is signed from the client to the service.</summary>
    public ScopedMessagePartSpecification IncomingSignatureParts { get; } = new();

    /// <summary>What is encrypted from the service to the client.</summary>
    public ScopedMessagePartSpecification OutgoingEncryptionParts { get; } = new();

    /// <summary>What is signed from the service to the client.</summary>
    public ScopedMessagePartSpecification OutgoingSignatureParts { get; } = new();

    /// <summary>Whether the requirements can no longer be changed.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Adds what others protect.</summary>
    /// <param name="protectionRequirements">The others.</param>
    /// <exception cref="InvalidOperationException">These are read-only.</exception>
    public void Add(ChannelProtectionRequirements protectionRequirements) => Add(protectionRequirements, channelScopeOnly: false);

    /// <summary>Adds what others protect.</summary>
    /// <param name="protectionRequirements">The others.</param>
    /// <param name="channelScopeOnly">Whether only the parts of all messages are added.</param>
    /// <exception cref="ArgumentNullException"><paramref name="protectionRequirements"/> is null.</exception>
    /// <exception cref="InvalidOperationException">These are read-only.</exception>
    public void Add(ChannelProtectionRequirements protectionRequirements, bool channelScopeOnly)
    {
        ArgumentNullException.ThrowIfNull(protectionRequirements);
        IncomingEncryptionParts.AddAll(protectionRequirements.IncomingEncryptionParts, channelScopeOnly);
        IncomingSignatureParts.AddAll(protectionRequirements.IncomingSignatureParts, channelScopeOnly);
        OutgoingEncryptionParts.AddAll(protectionRequirements.OutgoingEncryptionParts, channelScopeOnly);
        OutgoingSignatureParts.AddAll(protectionRequirements.OutgoingSignatureParts, channelScopeOnly);
    }

    /// <summary>The same requirements with the directions swapped.</summary>
    public ChannelProtectionRequirements CreateInverse()
    {
        var inverse = new ChannelProtectionRequirements();
        inverse.IncomingEncryptionParts.AddAll(OutgoingEncryptionParts);
        inverse.IncomingSignatureParts.AddAll(OutgoingSignatureParts);
        inverse.OutgoingEncryptionParts.AddAll(IncomingEncryptionParts);
        inverse.OutgoingSignatureParts.AddAll(IncomingSignatureParts);
        return inverse;
    }

    /// <summary>Forbids further changes.</summary>
    public void MakeReadOnly()
    {
        IsReadOnly = true;
        IncomingEncryptionParts.MakeReadOnly();
        IncomingSignatureParts.MakeReadOnly();
        OutgoingEncryptionParts.MakeReadOnly();
        OutgoingSignatureParts.MakeReadOnly();
    }

    /// <summary>Bodies signed and encrypted, addressing headers signed: what messages have that ask for a token, and answer.</summary>
    internal static ChannelProtectionRequirements ForTokenRequests()
    {
        var requirements = new ChannelProtectionRequirements();
        var signed = new MessagePartSpecification(isBodyIncluded: true);
        signed.Union(AddressingHeaders(AddressingVersion.WSAddressing10));
        signed.Union(AddressingHeaders(AddressingVersion.WSAddressingAugust2004));
        var encrypted = new MessagePartSpecification(isBodyIncluded: true);
        requirements.IncomingSignatureParts.AddParts(signed);
        requirements.OutgoingSignatureParts.AddParts(signed);
        requirements.IncomingEncryptionParts.AddParts(encrypted);
        requirements.OutgoingEncryptionParts.AddParts(encrypted);
        return requirements;
    }

    /// <summary>The headers of WS-Addressing, which are signed in every message.</summary>
    internal static MessagePartSpecification AddressingHeaders(AddressingVersion version) =>
        new([.. _addressingHeaders.Select(name => new XmlQualifiedName(name, version.Namespace.Value))]);
}
