using System.Security.Claims;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Says what an assertion is to say that a token service issues.</summary>
internal static class AssertionComposer
{
    private static readonly TimeSpan s_defaultLifetime = TimeSpan.FromHours(1);

    /// <param name="descriptor">Of what.</param>
    /// <param name="bearer">The confirmation method of the version.</param>
    /// <param name="toMethod">Names an authentication method as the version does.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">Something is missing.</exception>
    public static AssertionContent Compose(SecurityTokenDescriptor descriptor, string bearer, Func<string, string> toMethod, TimeProvider time)
    {
        var subject = descriptor.Subject ?? throw new ArgumentException("A token speaks of somebody: Subject is not set.", nameof(descriptor));
        if (string.IsNullOrWhiteSpace(descriptor.TokenIssuerName))
        {
            throw new ArgumentException("A token says who issued it: TokenIssuerName is not set.", nameof(descriptor));
        }

        var now = time.GetUtcNow().UtcDateTime;
        var from = descriptor.Lifetime?.Created ?? now;
        var content = new AssertionContent
        {
            Id = $"_{Guid.NewGuid():D}",
            Issuer = descriptor.TokenIssuerName,
            IssueInstant = now,
            NotBefore = from,
            NotOnOrAfter = descriptor.Lifetime is { } lifetime ? lifetime.Expires : from + s_defaultLifetime,
        };
        if (descriptor.AppliesToAddress is { Length: > 0 } audience)
        {
            content.Audiences.Add([audience]);
        }

        AddSubject(content, subject, bearer);
        AddAuthentication(content, subject, toMethod);
        content.Attributes.AddRange(AttributesOf(subject.Claims.Where(static claim => !IsOfSubject(claim))));
        content.Actor = ActorOf(subject.Actor);
        return content;
    }

    private static void AddSubject(AssertionContent content, ClaimsIdentity subject, string bearer)
    {
        Claim[] names = [.. subject.FindAll(ClaimTypes.NameIdentifier)];
        if (names.Length > 1)
        {
            throw new ArgumentException($"The subject of a token has one name: Subject has {names.Length} claims of the type {ClaimTypes.NameIdentifier}.", nameof(subject));
        }

        var name = names.Length == 0 ? null : new NameIdentifier(names[0].Value)
        {
            Format = PropertyOf(names[0], SamlNames.FormatProperty),
            NameQualifier = PropertyOf(names[0], SamlNames.NameQualifierProperty),
            ServiceNameQualifier = PropertyOf(names[0], SamlNames.ServiceNameQualifierProperty),
            ServiceProvidedId = PropertyOf(names[0], SamlNames.ServiceProvidedIdProperty),
        };
        content.Subjects.Add(new AssertionSubject(name, [new SubjectConfirmation(bearer) { NotOnOrAfter = content.NotOnOrAfter }]));
    }

    private static void AddAuthentication(AssertionContent content, ClaimsIdentity subject, Func<string, string> toMethod)
    {
        var method = subject.FindFirst(SamlNames.AuthenticationMethodClaim)?.Value;
        var instant = subject.FindFirst(SamlNames.AuthenticationInstantClaim)?.Value;
        if (method is null && instant is null)
        {
            return;
        }

        try
        {
            content.Authentications.Add(new AssertionAuthentication(
                toMethod(method ?? AuthenticationMethods.Unspecified),
                instant is null ? content.IssueInstant : SamlTime.Parse(instant),
                SessionNotOnOrAfter: null));
        }
        catch (FormatException damage)
        {
            throw new ArgumentException($"The claim of the type {SamlNames.AuthenticationInstantClaim} is no time: '{instant}'.", nameof(subject), damage);
        }
    }

    private static AssertionActor? ActorOf(ClaimsIdentity? actor) => actor is null ? null : new AssertionActor(AttributesOf(actor.Claims), ActorOf(actor.Actor));

    private static bool IsOfSubject(Claim claim) =>
        claim.Type is ClaimTypes.NameIdentifier or SamlNames.AuthenticationMethodClaim or SamlNames.AuthenticationInstantClaim;

    // Claims that differ in their values alone are one attribute, at the place of the first.
    private static AssertionAttribute[] AttributesOf(IEnumerable<Claim> claims) =>
    [
        .. claims
            .GroupBy(static claim => (
                claim.Type,
                OriginalIssuer: claim.OriginalIssuer == ClaimsIdentity.DefaultIssuer ? null : claim.OriginalIssuer,
                NameFormat: PropertyOf(claim, SamlNames.NameFormatProperty),
                FriendlyName: PropertyOf(claim, SamlNames.DisplayNameProperty)))
            .Select(static group => new AssertionAttribute(
                group.Key.Type,
                [.. group.Select(static claim => new AssertionValue(claim.Value, claim.ValueType))],
                group.Key.OriginalIssuer,
                group.Key.NameFormat,
                group.Key.FriendlyName)),
    ];

    private static string? PropertyOf(Claim claim, string name) => claim.Properties.TryGetValue(name, out var value) ? value : null;
}
