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
}
