using System.Security.Claims;

namespace Parley.ClaimsBench;

/// <summary>The users of the benchmarks.</summary>
internal static class Principals
{
    /// <summary>A user as a token service describes one: a name, and claims of a few types with values of their own.</summary>
    public static ClaimsPrincipal Create(int claims)
    {
        var identity = new ClaimsIdentity("Federation");
        identity.AddClaim(new Claim(ClaimTypes.Name, "alice@contoso.example", ClaimValueTypes.String, "https://sts.example"));
        for (var at = 1; at < claims; at++)
        {
            var type = (at % 3) switch { 0 => ClaimTypes.Role, 1 => "http://schemas.contoso.example/claims/permission", _ => "http://schemas.contoso.example/claims/group" };
            identity.AddClaim(new Claim(type, $"value-{at * 7919 % 10007}-of-the-user", ClaimValueTypes.String, "https://sts.example"));
        }

        return new ClaimsPrincipal(identity);
    }
}
