namespace Parley.Channels;

/// <summary>The versions of SOAP and WS-Addressing that a message is written in. WCF documentation: MessageVersion.</summary>
public sealed class MessageVersion
{
    private MessageVersion(EnvelopeVersion envelope, AddressingVersion addressing)
    {
        Envelope = envelope;
        Addressing = addressing;
    }

    /// <summary>No envelope and no addressing: plain XML.</summary>
    public static MessageVersion None { get; } = new(EnvelopeVersion.None, AddressingVersion.None);

    /// <summary>SOAP 1.1 without addressing headers.</summary>
    public static MessageVersion Soap11 { get; } = new(EnvelopeVersion.Soap11, AddressingVersion.None);

    /// <summary>SOAP 1.2 without addressing headers.</summary>
    public static MessageVersion Soap12 { get; } = new(EnvelopeVersion.Soap12, AddressingVersion.None);

    /// <summary>SOAP 1.1 with WS-Addressing 1.0.</summary>
    public static MessageVersion Soap11WSAddressing10 { get; } = new(EnvelopeVersion.Soap11, AddressingVersion.WSAddressing10);

    /// <summary>SOAP 1.2 with WS-Addressing 1.0.</summary>
    public static MessageVersion Soap12WSAddressing10 { get; } = new(EnvelopeVersion.Soap12, AddressingVersion.WSAddressing10);

    /// <summary>SOAP 1.1 with WS-Addressing of August 2004.</summary>
    public static MessageVersion Soap11WSAddressingAugust2004 { get; } = new(EnvelopeVersion.Soap11, AddressingVersion.WSAddressingAugust2004);

    /// <summary>SOAP 1.2 with WS-Addressing of August 2004.</summary>
    public static MessageVersion Soap12WSAddressingAugust2004 { get; } = new(EnvelopeVersion.Soap12, AddressingVersion.WSAddressingAugust2004);

    /// <summary><see cref="Soap12WSAddressing10"/>.</summary>
    public static MessageVersion Default => Soap12WSAddressing10;

    /// <summary>The version of SOAP.</summary>
    public EnvelopeVersion Envelope { get; }

    /// <summary>The version of WS-Addressing.</summary>
    public AddressingVersion Addressing { get; }

    /// <summary>The version with an envelope and WS-Addressing 1.0.</summary>
    /// <param name="envelopeVersion">The version of SOAP.</param>
    public static MessageVersion CreateVersion(EnvelopeVersion envelopeVersion)
        => CreateVersion(envelopeVersion, AddressingVersion.WSAddressing10);

    /// <summary>The version with an envelope and addressing headers.</summary>
    /// <param name="envelopeVersion">The version of SOAP.</param>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <exception cref="ArgumentException">Addressing headers need an envelope.</exception>
    public static MessageVersion CreateVersion(EnvelopeVersion envelopeVersion, AddressingVersion addressingVersion)
    {
        ArgumentNullException.ThrowIfNull(envelopeVersion);
        ArgumentNullException.ThrowIfNull(addressingVersion);
        ReadOnlySpan<MessageVersion> all =
        [
            Soap12WSAddressing10, Soap11, Soap12, Soap11WSAddressing10, Soap11WSAddressingAugust2004, Soap12WSAddressingAugust2004, None,
        ];
        foreach (var version in all)
        {
            if (version.Envelope == envelopeVersion && version.Addressing == addressingVersion)
            {
                return version;
            }
        }

        throw new ArgumentException(
            $"Addressing headers need a SOAP envelope: {envelopeVersion} cannot carry {addressingVersion}.", nameof(addressingVersion));
    }

    /// <summary>True for the same pair of versions.</summary>
    /// <param name="obj">The other version.</param>
    public override bool Equals(object? obj)
        => obj is MessageVersion other && other.Envelope == Envelope && other.Addressing == Addressing;

    /// <summary>A hash of the pair.</summary>
    public override int GetHashCode() => HashCode.Combine(Envelope, Addressing);

    /// <summary>Both versions' names.</summary>
    public override string ToString() => $"{Envelope} {Addressing}";
}
