using System.Xml;

namespace Parley.Channels;

/// <summary>wsa:ReplyTo, wsa:FaultTo or wsa:From: an endpoint reference as a header.</summary>
internal sealed class EndpointAddressHeader(AddressingHeaderKind kind, EndpointAddress address, AddressingVersion version, bool mustUnderstand = false)
    : AddressingHeader(kind, version, mustUnderstand)
{
    private static readonly EndpointAddressHeader _anonymousReplyTo10 = CreateAnonymousReplyTo(AddressingVersion.WSAddressing10);
    private static readonly EndpointAddressHeader _anonymousReplyTo200408 = CreateAnonymousReplyTo(AddressingVersion.WSAddressingAugust2004);

    public EndpointAddress Address => address;

    /// <summary>The shared header of nearly every request: ReplyTo anonymous. Null when the version has none.</summary>
    public static EndpointAddressHeader? AnonymousReplyTo(AddressingVersion version)
        => version == AddressingVersion.WSAddressing10 ? _anonymousReplyTo10
            : version == AddressingVersion.WSAddressingAugust2004 ? _anonymousReplyTo200408
            : null;

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => address.WriteContentsTo(Version, writer);

    private static EndpointAddressHeader CreateAnonymousReplyTo(AddressingVersion version)
        => new(AddressingHeaderKind.ReplyTo, new EndpointAddress(version.AnonymousUri!), version);
}
