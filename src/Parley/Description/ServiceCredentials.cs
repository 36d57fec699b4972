using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Security;

namespace Parley.Description;

/// <summary>What a service shows of itself, and how it checks clients. It is a service behavior; a host has one at
/// <c>host.Credentials</c>. Source: WCF documentation, ServiceCredentials.</summary>
public class ServiceCredentials : SecurityCredentialsManager, IServiceBehavior, IServiceCredentials, ISecureConversationCredentials
{
    /// <summary>Creates credentials without a certificate, which trust chains that end at a trusted authority.</summary>
    public ServiceCredentials()
    {
        ServiceCertificate = new X509CertificateRecipientServiceCredential();
        ClientCertificate = new X509CertificateInitiatorServiceCredential();
        UserNameAuthentication = new UserNamePasswordServiceCredential();
        SecureConversationAuthentication = new SecureConversationServiceCredential();
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What to copy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    protected ServiceCredentials(ServiceCredentials other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ServiceCertificate = new X509CertificateRecipientServiceCredential(other.ServiceCertificate);
        ClientCertificate = new X509CertificateInitiatorServiceCredential(other.ClientCertificate);
        UserNameAuthentication = new UserNamePasswordServiceCredential(other.UserNameAuthentication);
        SecureConversationAuthentication = new SecureConversationServiceCredential(other.SecureConversationAuthentication);
    }

    /// <inheritdoc/>
    public X509CertificateRecipientServiceCredential ServiceCertificate { get; }

    /// <inheritdoc/>
    public X509CertificateInitiatorServiceCredential ClientCertificate { get; }

    /// <inheritdoc/>
    public UserNamePasswordServiceCredential UserNameAuthentication { get; }

    /// <summary>How the service makes the tokens of secure sessions.</summary>
    public SecureConversationServiceCredential SecureConversationAuthentication { get; }

    /// <summary>Creates a copy that can be changed by itself.</summary>
    public ServiceCredentials Clone() => CloneCore();

    void IServiceBehavior.Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    void IServiceBehavior.AddBindingParameters(
        ServiceDescription serviceDescription,
        ServiceHostBase serviceHostBase,
        Collection<ServiceEndpoint> endpoints,
        BindingParameterCollection bindingParameters)
    {
        ArgumentNullException.ThrowIfNull(bindingParameters);
        if (bindingParameters.Find<SecurityCredentialsManager>() is not null)
        {
            throw new InvalidOperationException(
                "The binding parameters have credentials already. Leave one ServiceCredentials behavior at the service, not several.");
        }

        bindingParameters.Add(this);
    }

    void IServiceBehavior.ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    /// <summary>Makes the copy that <see cref="Clone"/> returns.</summary>
    protected virtual ServiceCredentials CloneCore() => new(this);
}
