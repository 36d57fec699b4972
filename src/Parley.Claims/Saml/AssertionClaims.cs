using System.Security.Claims;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Makes an identity of what an assertion says.</summary>
internal static class AssertionClaims
{
    /// <param name="content">What it says.</param>
    /// <param name="issuer">The name by which its issuer is known here.</param>
    /// <param name="configuration">Says which claims are names and roles.</param>
    public static ClaimsIdentity ToIdentity(AssertionContent content, string issuer, SecurityTokenHandlerConfiguration configuration)
    {
        var identity = NewIdentity(configuration);
        if (content.Subjects.Select(static subject => subject.Name).FirstOrDefault(static name => name is not null) is { } name)
        {
            identity.AddClaim(ToClaim(name, issuer));
        }

        Add(identity, content.Attributes, issuer);
        foreach (var authentication in content.Authentications)
        {
            if (authentication.Method is { Length: > 0 } method)
            {
                identity.AddClaim(new Claim(SamlNames.AuthenticationMethodClaim, AuthenticationMethods.ToClaim(method), ClaimValueTypes.String, issuer));
            }

            identity.AddClaim(new Claim(SamlNames.AuthenticationInstantClaim, SamlTime.Format(authentication.Instant), ClaimValueTypes.DateTime, issuer));
        }

        identity.Actor = ToIdentity(content.Actor, issuer, configuration);
        return identity;
    }

    private static ClaimsIdentity? ToIdentity(AssertionActor? actor, string issuer, SecurityTokenHandlerConfiguration configuration)
    {
        if (actor is null)
        {
            return null;
        }

        var identity = NewIdentity(configuration);
        Add(identity, actor.Attributes, issuer);
        identity.Actor = ToIdentity(actor.Actor, issuer, configuration);
        return identity;
    }

    private static ClaimsIdentity NewIdentity(SecurityTokenHandlerConfiguration configuration) =>
        new(SamlNames.Federation, configuration.NameClaimType, configuration.RoleClaimType);

    private static void Add(ClaimsIdentity identity, IEnumerable<AssertionAttribute> attributes, string issuer)
    {
        foreach (var attribute in attributes)
        {
            foreach (var value in attribute.Values)
            {
                var claim = new Claim(attribute.ClaimType, value.Text, value.ValueType, issuer, attribute.OriginalIssuer ?? issuer);
                SetProperty(claim, SamlNames.NameFormatProperty, attribute.NameFormat);
                SetProperty(claim, SamlNames.DisplayNameProperty, attribute.FriendlyName);
                identity.AddClaim(claim);
            }
        }
    }

    private static Claim ToClaim(NameIdentifier name, string issuer)
    {
        var claim = new Claim(ClaimTypes.NameIdentifier, name.Value, ClaimValueTypes.String, issuer);
        SetProperty(claim, SamlNames.FormatProperty, name.Format);
        SetProperty(claim, SamlNames.NameQualifierProperty, name.NameQualifier);
        SetProperty(claim, SamlNames.ServiceNameQualifierProperty, name.ServiceNameQualifier);
        SetProperty(claim, SamlNames.ServiceProvidedIdProperty, name.ServiceProvidedId);
        return claim;
    }

    private static void SetProperty(Claim claim, string name, string? value)
    {
        if (value is not null)
        {
            claim.Properties[name] = value;
        }
    }
}
