using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.IdentityModel.Policy;
using Parley.Security;

namespace Parley;

/// <summary>
/// Decides about every call of a service, before its instance is used. Derive a class and set it at <c>host.Authorization</c>. WCF documentation:
/// ServiceAuthorizationManager.
/// </summary>
/// <example>
/// <code>
/// internal sealed class OfficeHours : ServiceAuthorizationManager
/// {
///     protected override bool CheckAccessCore(OperationContext operationContext) => DateTime.Now.Hour is >= 8 and &lt; 18;
/// }
/// </code>
/// </example>
public class ServiceAuthorizationManager
{
    /// <summary>Creates a manager that takes all calls.</summary>
    public ServiceAuthorizationManager()
    {
    }

    /// <summary>Decides about a call whose message counts, too. By default: without it.</summary>
    /// <param name="operationContext">The call.</param>
    /// <param name="message">The request. Who reads its body puts an unread copy in its place.</param>
    /// <returns>False to answer with the fault "access is denied".</returns>
    public virtual bool CheckAccess(OperationContext operationContext, ref Message message) => CheckAccess(operationContext);

    /// <summary>Asks the policies, puts what they know into the call's <see cref="ServiceSecurityContext"/>, and decides.</summary>
    /// <param name="operationContext">The call.</param>
    /// <returns>False to answer with the fault "access is denied".</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operationContext"/> is null.</exception>
    public virtual bool CheckAccess(OperationContext operationContext)
    {
        ArgumentNullException.ThrowIfNull(operationContext);
        var policies = GetAuthorizationPolicies(operationContext)
            ?? throw new InvalidOperationException($"{GetType()}.GetAuthorizationPolicies returned null. Return the policies of the base class, or an empty collection.");
        if (policies.Count > 0)
        {
            Evaluate(operationContext, policies);
        }

        return CheckAccessCore(operationContext);
    }

    /// <summary>Decides about a call of whose caller everything is known. By default every call is taken.</summary>
    /// <param name="operationContext">The call.</param>
    /// <returns>False to answer with the fault "access is denied".</returns>
    protected virtual bool CheckAccessCore(OperationContext operationContext) => true;

    /// <summary>The policies that know something of the caller: what the transport or the message's token says, then those of the service.</summary>
    /// <param name="operationContext">The call.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operationContext"/> is null.</exception>
    protected virtual ReadOnlyCollection<IAuthorizationPolicy> GetAuthorizationPolicies(OperationContext operationContext)
    {
        ArgumentNullException.ThrowIfNull(operationContext);
        var own = operationContext.EndpointDispatcher?.DispatchRuntime.ExternalAuthorizationPolicies ?? ReadOnlyCollection<IAuthorizationPolicy>.Empty;
        if (own.Count == 0)
        {
            return own;
        }

        var sender = operationContext.ServiceSecurityContext ?? ServiceSecurityContext.Anonymous;
        IEnumerable<IAuthorizationPolicy> known = sender.AuthorizationPolicies.Count > 0
            ? sender.AuthorizationPolicies
            : [ServiceSecurityContext.PolicyOf(sender.PrimaryIdentity)];
        return known.Concat(own).ToArray().AsReadOnly();
    }

    private static void Evaluate(OperationContext operationContext, ReadOnlyCollection<IAuthorizationPolicy> policies)
    {
        if (operationContext.IncomingMessage is not { } message)
        {
            return;
        }

        // The transport's or the session's own is shared by many messages: this one is the call's.
        var sender = message.Properties.Security?.ServiceSecurityContext ?? ServiceSecurityContext.Anonymous;
        var known = AuthorizationContext.CreateDefaultAuthorizationContext(policies);
        var security = (SecurityMessageProperty?)message.Properties.Security?.CreateCopy() ?? new SecurityMessageProperty();
        security.ServiceSecurityContext = new ServiceSecurityContext(sender, known, policies);
        message.Properties.Security = security;
    }
}
