using System.Net;
using Parley.Security;

namespace Parley.Channels;

/// <summary>A client's account for one HTTP authentication scheme: other schemes that a service offers get none.</summary>
internal sealed class HttpSchemeCredentials : ICredentials
{
    private readonly string _scheme;
    private readonly NetworkCredential _credential;

    private HttpSchemeCredentials(string scheme, NetworkCredential credential)
    {
        _scheme = scheme;
        _credential = credential;
    }

    public static HttpSchemeCredentials Create(AuthenticationSchemes scheme, IClientCredentials? credentials) => scheme switch
    {
        AuthenticationSchemes.Digest => new("Digest", Given(credentials?.HttpDigest.ClientCredential, "HttpDigest")),
        AuthenticationSchemes.Ntlm => new("NTLM", WindowsAccount(credentials)),
        AuthenticationSchemes.Negotiate => new("Negotiate", WindowsAccount(credentials)),
        _ => throw new NotSupportedException($"AuthenticationScheme {scheme} is not supported by the client."),
    };

    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        string.Equals(authType, _scheme, StringComparison.OrdinalIgnoreCase) ? _credential : null;

    private static NetworkCredential WindowsAccount(IClientCredentials? credentials) =>
        credentials?.Windows.ClientCredential is { UserName.Length: > 0 } account ? account : CredentialCache.DefaultNetworkCredentials;

    private static NetworkCredential Given(NetworkCredential? credential, string name) =>
        credential is { UserName.Length: > 0 }
            ? credential
            : throw new InvalidOperationException($"The binding's authentication scheme needs a user name. Set ClientCredentials.{name}.ClientCredential.");
}
