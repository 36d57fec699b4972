using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Principal;
using Parley.IdentityModel.Claims;
using Parley.IdentityModel.Policy;
using Parley.Security;
using Claim = Parley.IdentityModel.Claims.Claim;
using ClaimTypes = Parley.IdentityModel.Claims.ClaimTypes;

namespace Parley.Channels.Tests.Security;

public sealed class AuthorizationContextTests
{
    [Fact]
    public void A_policy_that_waits_is_asked_again_while_others_add_something()
    {
        var later = new Later();
        var context = AuthorizationContext.CreateDefaultAuthorizationContext([later, new Adds("role")]);
        Assert.Equal(["role", "found role"], context.ClaimSets.Select(set => (string)set[0].Resource!));
        Assert.Equal(2, later.Asked);
        Assert.Equal(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), context.ExpirationTime);
    }

    [Fact]
    public void A_policy_that_never_is_content_ends_all_the_same()
    {
        var later = new Later();
        Assert.Empty(AuthorizationContext.CreateDefaultAuthorizationContext([later]).ClaimSets);
        Assert.Equal(1, later.Asked);
    }

    [Fact]
    public void A_senders_name_is_a_claim_and_a_principal()
    {
        var context = new ServiceSecurityContext(new GenericIdentity("alice", "Users"));
        var set = Assert.Single(context.AuthorizationContext.ClaimSets);
        Assert.True(set.ContainsClaim(Claim.CreateNameClaim("alice")));
        Assert.True(set.ContainsClaim(new Claim(ClaimTypes.Name, "alice", Rights.Identity)));
        Assert.Same(ClaimSet.System, set.Issuer);
        Assert.Equal("alice", context.ClaimsPrincipal.Identity!.Name);
        Assert.True(context.ClaimsPrincipal.Identity.IsAuthenticated);
        Assert.Same(context.ClaimsPrincipal, context.ClaimsPrincipal);
    }

    [Fact]
    public void Nobody_has_no_claims_and_is_not_authenticated()
    {
        Assert.Empty(ServiceSecurityContext.Anonymous.AuthorizationContext.ClaimSets);
        Assert.False(ServiceSecurityContext.Anonymous.ClaimsPrincipal.Identity!.IsAuthenticated);
        Assert.Empty(ServiceSecurityContext.Anonymous.AuthorizationPolicies);
    }

    [Fact]
    public void A_certificate_says_its_subject_and_its_thumbprint()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var context = new ServiceSecurityContext(CertificateIdentity.Create(certificate));
        var set = Assert.IsType<X509CertificateClaimSet>(Assert.Single(context.AuthorizationContext.ClaimSets));
        Assert.Same(certificate, set.X509Certificate);
        Assert.True(set.ContainsClaim(Claim.CreateThumbprintClaim(certificate.GetCertHash())));
        Assert.True(set.ContainsClaim(Claim.CreateX500DistinguishedNameClaim(new X500DistinguishedName("CN=alice"))));
        Assert.False(set.ContainsClaim(Claim.CreateX500DistinguishedNameClaim(new X500DistinguishedName("CN=mallory"))));
        Assert.Equal("alice", set.FindClaims(ClaimTypes.Name, null).Single().Resource);
        Assert.Equal(certificate.Thumbprint, context.ClaimsPrincipal.FindFirst(System.Security.Claims.ClaimTypes.Thumbprint)!.Value);
    }

    [Fact]
    public void Policies_alone_say_who_the_sender_is()
    {
        var context = new ServiceSecurityContext(new ReadOnlyCollection<IAuthorizationPolicy>([new Knows("bob")]));
        Assert.Equal("bob", context.PrimaryIdentity.Name);
        Assert.False(context.IsAnonymous);
    }

    [Fact]
    public void A_sender_with_several_identities_is_nobody_in_particular_and_has_the_claims_of_all()
    {
        var context = new ServiceSecurityContext([new GenericIdentity("alice", "Users"), new GenericIdentity("bob", "Users")]);
        Assert.True(context.IsAnonymous);
        Assert.Equal(["alice", "bob"], context.AuthorizationContext.ClaimSets.Select(set => set.FindClaims(ClaimTypes.Name, Rights.PossessProperty).Single().Resource));

        // What a service adds does not make one of them the first.
        var policies = context.AuthorizationPolicies.Append(new Adds("role")).ToArray().AsReadOnly();
        var more = new ServiceSecurityContext(context, AuthorizationContext.CreateDefaultAuthorizationContext(policies), policies);
        Assert.True(more.IsAnonymous);
        Assert.Equal(3, more.AuthorizationContext.ClaimSets.Count);
        Assert.True(new ServiceSecurityContext(policies).IsAnonymous);
    }

    [Fact]
    public void Claims_are_equal_by_type_right_and_value()
    {
        Assert.Equal(Claim.CreateDnsClaim("Host"), Claim.CreateDnsClaim("host"));
        Assert.Equal(Claim.CreateDnsClaim("Host").GetHashCode(), Claim.CreateDnsClaim("host").GetHashCode());
        Assert.Equal(Claim.CreateHashClaim([1, 2]), Claim.CreateHashClaim([1, 2]));
        Assert.NotEqual(Claim.CreateHashClaim([1, 2]), Claim.CreateHashClaim([1, 3]));
        Assert.NotEqual(Claim.CreateNameClaim("a"), Claim.CreateNameClaim("A"));
        Assert.NotEqual(new Claim(ClaimTypes.Name, "a", Rights.Identity), Claim.CreateNameClaim("a"));
        Assert.True(ClaimSet.System.ContainsClaim(Claim.System));
        Assert.Same(ClaimSet.System, ClaimSet.System.Issuer);
    }

    private abstract class Policy : IAuthorizationPolicy
    {
        public string Id => GetType().Name;

        public ClaimSet Issuer => ClaimSet.System;

        public abstract bool Evaluate(EvaluationContext evaluationContext, ref object? state);

        protected static DefaultClaimSet Role(string role) => new(new Claim(ClaimTypes.Role, role, Rights.PossessProperty));
    }

    private sealed class Adds(string role) : Policy
    {
        public override bool Evaluate(EvaluationContext evaluationContext, ref object? state)
        {
            evaluationContext.AddClaimSet(this, Role(role));
            evaluationContext.RecordExpirationTime(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            evaluationContext.RecordExpirationTime(new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            return true;
        }
    }

    private sealed class Knows(string name) : Policy
    {
        public override bool Evaluate(EvaluationContext evaluationContext, ref object? state)
        {
            evaluationContext.Properties["Identities"] = new List<IIdentity> { new GenericIdentity(name) };
            return true;
        }
    }

    private sealed class Later : Policy
    {
        public int Asked { get; private set; }

        public override bool Evaluate(EvaluationContext evaluationContext, ref object? state)
        {
            Asked++;
            Assert.Equal(state is null ? 1 : 2, Asked);
            state = "been here";
            if (evaluationContext.ClaimSets.Count == 0)
            {
                return false;
            }

            evaluationContext.AddClaimSet(this, Role("found " + evaluationContext.ClaimSets[0][0].Resource));
            return true;
        }
    }
}
