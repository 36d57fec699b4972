using System.Globalization;
using System.Security.Claims;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests;

/// <summary>Tokens of a seed.</summary>
internal static class RandomTokens
{
    public static SessionSecurityToken Next(Random random)
    {
        var identities = Enumerable.Range(0, random.Next(0, 4)).Select(_ => Identity(random, random.Next(0, 3)));
        var from = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(random.NextInt64(1_000_000_000_000));
        return new SessionSecurityToken(new SessionTokenContent
        {
            Principal = new ClaimsPrincipal(identities),
            ContextId = random.Next(2) == 0 ? new UniqueId() : new UniqueId("urn:x:" + Text(random)),
            Key = Bytes(random, random.Next(1, 70)),
            ValidFrom = from,
            ValidTo = from.AddTicks(random.NextInt64(1_000_000_000_000)),
            KeyGeneration = random.Next(2) == 0 ? new UniqueId() : null,
            Context = random.Next(2) == 0 ? "x" + Text(random) : null,
            EndpointId = Text(random),
            IsPersistent = random.Next(2) == 0,
            IsReferenceMode = random.Next(2) == 0,
        });
    }

    public static void AssertEqual(SessionSecurityToken expected, SessionSecurityToken actual)
    {
        Assert.Equal(expected.Id, actual.Id);
        Assert.Equal(expected.ContextId, actual.ContextId);
        Assert.Equal(expected.Context, actual.Context);
        Assert.Equal(expected.EndpointId, actual.EndpointId);
        Assert.Equal(expected.GetKey(), actual.GetKey());
        Assert.Equal(expected.KeyGeneration, actual.KeyGeneration);
        Assert.Equal(expected.ValidFrom, actual.ValidFrom);
        Assert.Equal(expected.ValidTo, actual.ValidTo);
        Assert.Equal(expected.KeyEffectiveTime, actual.KeyEffectiveTime);
        Assert.Equal(expected.KeyExpirationTime, actual.KeyExpirationTime);
        Assert.Equal(expected.IsPersistent, actual.IsPersistent);
        Assert.Equal(expected.IsReferenceMode, actual.IsReferenceMode);
        Assert.Equal(expected.ClaimsPrincipal.Identities.Select(Describe), actual.ClaimsPrincipal.Identities.Select(Describe));
    }

    public static string Describe(ClaimsIdentity identity)
    {
        var bootstrap = identity.BootstrapContext switch
        {
            BootstrapContext { Token: { } text } => text,
            BootstrapContext { TokenBytes: { } bytes } => Convert.ToHexString(bytes),
            string text => text,
            byte[] bytes => Convert.ToHexString(bytes),
            _ => "",
        };
        var claims = identity.Claims.Select(static claim =>
            $"{claim.Type}|{claim.Value}|{claim.ValueType}|{claim.Issuer}|{claim.OriginalIssuer}|{string.Join(',', claim.Properties.Select(static property => $"{property.Key}={property.Value}"))}");
        return string.Create(CultureInfo.InvariantCulture, $"{identity.AuthenticationType}/{identity.Label}/{identity.NameClaimType}/{identity.RoleClaimType}/{bootstrap}/")
            + string.Join(';', claims) + (identity.Actor is { } actor ? $" <- {Describe(actor)}" : "");
    }

    private static ClaimsIdentity Identity(Random random, int actors)
    {
        var identity = new ClaimsIdentity(random.Next(3) == 0 ? null : "x" + Text(random)) { Label = random.Next(2) == 0 ? "l" + Text(random) : null };
        for (var count = random.Next(0, 12); count > 0; count--)
        {
            var claim = new Claim("urn:" + Text(random), Text(random), random.Next(2) == 0 ? ClaimValueTypes.String : ClaimValueTypes.Integer, "i" + Text(random), "o" + Text(random));
            if (random.Next(4) == 0)
            {
                claim.Properties["p" + Text(random)] = Text(random);
            }

            identity.AddClaim(claim);
        }

        identity.BootstrapContext = random.Next(5) switch
        {
            0 => new BootstrapContext("<a>" + Text(random) + "</a>"),
            1 => new BootstrapContext(Bytes(random, random.Next(0, 400))),
            _ => null,
        };
        if (actors > 0)
        {
            identity.Actor = Identity(random, actors - 1);
        }

        return identity;
    }

    private static string Text(Random random)
    {
        string[] letters = ["a", "0", "1", " ", "é", "€", "😀", "\n", "<", "\""];
        return string.Concat(Enumerable.Range(0, random.Next(10) == 0 ? random.Next(300) : random.Next(12)).Select(_ => letters[random.Next(letters.Length)]));
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
