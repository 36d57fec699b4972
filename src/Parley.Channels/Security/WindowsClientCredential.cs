using System.Net;
using System.Security.Principal;

namespace Parley.Security;

/// <summary>The account that a client shows where the service knows Windows accounts. WCF documentation: WindowsClientCredential.</summary>
public sealed class WindowsClientCredential
{
    internal WindowsClientCredential()
    {
    }

    internal WindowsClientCredential(WindowsClientCredential other)
    {
        ClientCredential = other.ClientCredential;
        AllowedImpersonationLevel = other.AllowedImpersonationLevel;
    }

    /// <summary>The account; empty (the default) for that of the process.</summary>
    public NetworkCredential ClientCredential { get; set; } = new();

    /// <summary>How far the service may act as the client. Default <see cref="TokenImpersonationLevel.Identification"/>.</summary>
    public TokenImpersonationLevel AllowedImpersonationLevel { get; set; } = TokenImpersonationLevel.Identification;
}
