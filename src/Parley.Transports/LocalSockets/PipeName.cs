using System.Security.Cryptography;
using System.Text;

namespace Parley.Channels.Framing;

/// <summary>The name of the Windows pipe of an endpoint.</summary>
internal static class PipeName
{
    /// <summary>The name for an address of net.pipe.</summary>
    /// <remarks>Host names do not matter on one machine, and WCF ignores case. Names have room for about 200 letters.</remarks>
    public static string Get(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath).Trim('/').ToUpperInvariant();
        return "parley-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..40];
    }
}
