namespace Parley.Channels;

/// <summary>
/// The real port of a host's base address that has port 0, a binding parameter of the listeners below it: the first one that opens
/// gets a port of the operating system, and the others take the same. A host opens its listeners one after the other.
/// </summary>
internal sealed class BaseAddressPort(Uri baseAddress)
{
    private int _port;

    /// <summary>Whether a listener's address is below the base address.</summary>
    internal bool Covers(Uri uri) =>
        uri.Port == 0
        && string.Equals(uri.Scheme, baseAddress.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(uri.Host, baseAddress.Host, StringComparison.OrdinalIgnoreCase)
        && (uri.AbsolutePath.TrimEnd('/') + "/").StartsWith(baseAddress.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>The address to listen at: with the port, where it is known already.</summary>
    internal Uri Apply(Uri uri) => _port == 0 ? uri : new UriBuilder(uri) { Port = _port }.Uri;

    /// <summary>Remembers the port of the first listener.</summary>
    internal void Learn(Uri real) => _port = real.Port;
}
