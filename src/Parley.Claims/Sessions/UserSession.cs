using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Parley.IdentityModel.Services;

/// <summary>One session of a user: one sign-in at one browser.</summary>
/// <param name="Id">A name for the session that lists and logs may show: see <see cref="IdOf"/>.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Began">When the user signed in, in UTC.</param>
/// <param name="Ends">When it ends by itself, in UTC.</param>
/// <param name="Description">What the user recognises it by: the browser's name for itself; empty when it has none.</param>
public sealed record UserSession(string Id, string UserId, DateTime Began, DateTime Ends, string Description)
{
    private const int IdBytes = 16;

    /// <summary>The name of a session: a hash of its token's identifier, which itself is as good as the cookie in reference mode.</summary>
    /// <param name="contextId">The identifier of the session's token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contextId"/> is null.</exception>
    public static string IdOf(UniqueId contextId)
    {
        ArgumentNullException.ThrowIfNull(contextId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(contextId.ToString()), hash);
        return Convert.ToHexStringLower(hash[..IdBytes]);
    }
}
