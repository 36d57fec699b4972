using System.Net;
using System.Security.Principal;

namespace Parley.Security;

/// <summary>The account that a client shows to HTTP digest authentication. WCF documentation: HttpDigestClientCredential.</summary>
public sealed class HttpDigestClientCredential
{
    internal HttpDigestClientCredential()
    {
    }

    internal HttpDigestClientCredential(HttpDigestClientCredential other)
    {
        ClientCredential = other.ClientCredential;
        AllowedImpersonationLevel = other.AllowedImpersonationLevel;
    }

    /// <summary>The account; empty (the default) for none.</summary>
    public NetworkCredential ClientCredential { get; set; } = new();

    /// <summary>How far the service may act as the client. Default <see cref="TokenImpersonationLevel.Identification"/>.</summary>
    public TokenImpersonationLevel AllowedImpersonationLevel { get; set; } = TokenImpersonationLevel.Identification;
}
