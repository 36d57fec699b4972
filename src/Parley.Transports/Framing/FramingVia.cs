namespace Parley.Channels.Framing;

/// <summary>The address that a client dials.</summary>
internal static class FramingVia
{
    /// <summary>Refuses an address of another transport.</summary>
    /// <exception cref="ArgumentException">The scheme is another.</exception>
    public static void Check(Uri via, string scheme)
    {
        if (!via.IsAbsoluteUri || !string.Equals(via.Scheme, scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"The address '{via}' is not for this transport, whose addresses begin with {scheme}://.", nameof(via));
        }
    }
}
