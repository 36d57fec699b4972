using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Security.Principal;
using Parley.IdentityModel.Claims;
using Parley.IdentityModel.Policy;
using Parley.Security;
using Claim = Parley.IdentityModel.Claims.Claim;
using ClaimTypes = Parley.IdentityModel.Claims.ClaimTypes;

namespace Parley;

/// <summary>Who sent a message, as far as the transport and the security of messages know. WCF documentation: ServiceSecurityContext.</summary>
public class ServiceSecurityContext
{
    private static readonly GenericIdentity _nobody = new(string.Empty);

    private AuthorizationContext? _authorizationContext;

    /// <summary>Creates a context for an identity.</summary>
    /// <param name="primaryIdentity">Who sent the message; one without a name means nobody known.</param>
    /// <exception cref="ArgumentNullException"><paramref name="primaryIdentity"/> is null.</exception>
    public ServiceSecurityContext(IIdentity primaryIdentity)
    {
        ArgumentNullException.ThrowIfNull(primaryIdentity);
        PrimaryIdentity = primaryIdentity;
        AuthorizationPolicies = ReadOnlyCollection<IAuthorizationPolicy>.Empty;
    }

    /// <summary>Creates a context of what policies know of the sender.</summary>
    /// <param name="authorizationPolicies">The policies. They are asked once, when the context is read first.</param>
    /// <exception cref="ArgumentNullException"><paramref name="authorizationPolicies"/> is null.</exception>
    public ServiceSecurityContext(ReadOnlyCollection<IAuthorizationPolicy> authorizationPolicies)
    {
        ArgumentNullException.ThrowIfNull(authorizationPolicies);
        AuthorizationPolicies = authorizationPolicies;
        PrimaryIdentity = IdentityOf(AuthorizationContext) ?? _nobody;
    }

    /// <summary>Creates a context of what is known of the sender.</summary>
    /// <param name="authorizationContext">What is known.</param>
    /// <param name="authorizationPolicies">The policies that know it.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public ServiceSecurityContext(AuthorizationContext authorizationContext, ReadOnlyCollection<IAuthorizationPolicy> authorizationPolicies)
    {
        ArgumentNullException.ThrowIfNull(authorizationContext);
        ArgumentNullException.ThrowIfNull(authorizationPolicies);
        _authorizationContext = authorizationContext;
        AuthorizationPolicies = authorizationPolicies;
        PrimaryIdentity = IdentityOf(authorizationContext) ?? _nobody;
    }

    /// <summary>Creates a context of somebody whose principal the application knows.</summary>
    internal ServiceSecurityContext(IIdentity primaryIdentity, ClaimsPrincipal principal)
        : this(primaryIdentity) => ClaimsPrincipal = principal;

    /// <summary>Creates a context of a sender who has several identities: the claims say who they are, and nobody is the primary one.</summary>
    internal ServiceSecurityContext(IReadOnlyList<IIdentity> identities)
    {
        PrimaryIdentity = _nobody;
        Several = identities;
        AuthorizationPolicies = identities.Select(PolicyOf).ToArray().AsReadOnly();
    }

    /// <summary>Creates the context of a sender, with what policies of the service add.</summary>
    internal ServiceSecurityContext(
        ServiceSecurityContext sender, AuthorizationContext authorizationContext, ReadOnlyCollection<IAuthorizationPolicy> authorizationPolicies)
    {
        PrimaryIdentity = sender.IsAnonymous ? IdentityOf(authorizationContext) ?? sender.PrimaryIdentity : sender.PrimaryIdentity;
        _authorizationContext = authorizationContext;
        AuthorizationPolicies = authorizationPolicies;
        if (authorizationContext.Properties.TryGetValue(PrincipalKey, out var principal) && principal is IPrincipal set)
        {
            ClaimsPrincipal = set as ClaimsPrincipal ?? new ClaimsPrincipal(set);
        }
        else if (ReferenceEquals(PrimaryIdentity, sender.PrimaryIdentity))
        {
            ClaimsPrincipal = sender.ClaimsPrincipal;
        }
    }

    /// <summary>The context of a sender who is not known.</summary>
    public static ServiceSecurityContext Anonymous { get; } = new(_nobody);

    /// <summary>The context of the call that runs now; null outside a call, or where the call has none.</summary>
    public static ServiceSecurityContext? Current => CurrentAccessor?.Invoke();

    /// <summary>
    /// What is known of the sender, as claims: those of the identity or certificate, and what the policies added. "Identities" among its
    /// properties has the <see cref="PrimaryIdentity"/>.
    /// </summary>
    public AuthorizationContext AuthorizationContext => _authorizationContext ??= AuthorizationContext.CreateDefaultAuthorizationContext(
        AuthorizationPolicies.Count > 0 ? AuthorizationPolicies : [new IdentityPolicy(PrimaryIdentity)]);

    /// <summary>The policies that have added claims. Empty where the transport or one token of the message says it all.</summary>
    public ReadOnlyCollection<IAuthorizationPolicy> AuthorizationPolicies { get; }

    /// <summary>
    /// The sender as the platform's principal, for roles and claims: the one that a policy has set ("Principal" among the properties of the
    /// <see cref="AuthorizationContext"/>), the application's own, or one made of the <see cref="PrimaryIdentity"/>. For a sender who is not
    /// known it is not authenticated. The principal of the thread is left alone.
    /// </summary>
    public ClaimsPrincipal ClaimsPrincipal
    {
        get => field ??= new ClaimsPrincipal(PrimaryIdentity as ClaimsIdentity ?? new ClaimsIdentity(PrimaryIdentity));
        private init;
    }

    /// <summary>Who sent the message. Its name is empty for a sender who is not known.</summary>
    public IIdentity PrimaryIdentity { get; }

    /// <summary>True when the sender is not known.</summary>
    public bool IsAnonymous => string.IsNullOrEmpty(PrimaryIdentity.Name);

    /// <summary>The sender's identities where he has more than one; else empty.</summary>
    internal IReadOnlyList<IIdentity> Several { get; } = [];

    /// <summary>How the service model tells which call runs now.</summary>
    internal static Func<ServiceSecurityContext?>? CurrentAccessor { get; set; }

    private const string PrincipalKey = "Principal";
    private const string IdentitiesKey = "Identities";

    /// <summary>The policy that knows what the transport, or the message's token, says of a sender.</summary>
    internal static IAuthorizationPolicy PolicyOf(IIdentity identity) => new IdentityPolicy(identity);

    // Several make nobody in particular. WCF documentation: ServiceSecurityContext.PrimaryIdentity.
    private static IIdentity? IdentityOf(AuthorizationContext context) =>
        context.Properties.TryGetValue(IdentitiesKey, out var identities) && identities is IEnumerable<IIdentity> list && list.Take(2).ToArray() is [var identity] ? identity : null;

    private sealed class IdentityPolicy(IIdentity identity) : IAuthorizationPolicy
    {
        public string Id => "identity";

        public ClaimSet Issuer => ClaimSet.System;

        public bool Evaluate(EvaluationContext evaluationContext, ref object? state)
        {
            if (string.IsNullOrEmpty(identity.Name))
            {
                return true;
            }

            evaluationContext.AddClaimSet(this, identity is CertificateIdentity { Certificate: { } certificate }
                ? new X509CertificateClaimSet(certificate)
                : new DefaultClaimSet(ClaimSet.System, new Claim(ClaimTypes.Name, identity.Name, Rights.Identity), Claim.CreateNameClaim(identity.Name)));
            if (!evaluationContext.Properties.TryGetValue(IdentitiesKey, out var known) || known is not List<IIdentity> identities)
            {
                evaluationContext.Properties[IdentitiesKey] = identities = [];
            }

            identities.Add(identity);
            return true;
        }
    }
}
