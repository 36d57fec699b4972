using System.Security.Principal;

namespace Parley.Security;

/// <summary>Who opened a session, as the security of the request for its token has shown: nobody else may renew it.</summary>
/// <param name="Name">The name; empty for a client that is not known.</param>
/// <param name="Kind">How it was proved; null for a client that is not known.</param>
internal readonly record struct SessionOwner(string Name, string? Kind)
{
    public static SessionOwner Of(ServiceSecurityContext client) =>
        client.Several is { Count: > 0 } several
            ? new(string.Join('\n', several.Select(identity => identity.Name)), string.Join('\n', several.Select(identity => identity.AuthenticationType)))
        : client is { IsAnonymous: false, PrimaryIdentity: IIdentity identity } ? new(identity.Name!, identity.AuthenticationType) : new(string.Empty, null);
}
