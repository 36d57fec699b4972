using Parley.Channels;

namespace Parley.Interop.Tests.Peers;

/// <summary>The bindings that speak as gSOAP's programs do.</summary>
internal static class GSoapBindings
{
    /// <summary>The binding of a version.</summary>
    public static WSHttpBinding Of(string version, bool ordered = true)
    {
        var binding = version.StartsWith("rm11", StringComparison.Ordinal) ? new WS2007HttpBinding(SecurityMode.None) : new WSHttpBinding(SecurityMode.None);
        binding.ReliableSession.Enabled = true;
        binding.ReliableSession.Ordered = ordered;
        return binding;
    }

    /// <summary>The binding of a version for clients with an address of their own.</summary>
    public static CustomBinding WithAddress(string version)
    {
        var binding = new CustomBinding(new WSDualHttpBinding(WSDualHttpSecurityMode.None));
        binding.Elements.Find<ReliableSessionBindingElement>()!.ReliableMessagingVersion = version.StartsWith("rm11", StringComparison.Ordinal)
            ? ReliableMessagingVersion.WSReliableMessaging11
            : ReliableMessagingVersion.WSReliableMessagingFebruary2005;
        return binding;
    }
}
