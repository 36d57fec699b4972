using Parley.Channels;

namespace Parley.Interop.Tests.Peers;

/// <summary>The bindings that speak as gSOAP's programs do.</summary>
internal static class GSoapBindings
{
    /// <summary>The binding of a version: "rm10" or "rm11".</summary>
    public static CustomBinding Of(string version, bool ordered = true) => new(
        new ReliableSessionBindingElement(ordered)
        {
            ReliableMessagingVersion = version == "rm11"
                ? ReliableMessagingVersion.WSReliableMessaging11
                : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        },
        new TextMessageEncodingBindingElement { MessageVersion = MessageVersion.Soap12WSAddressing10 },
        new HttpTransportBindingElement());
}
