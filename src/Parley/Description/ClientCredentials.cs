using Parley.Channels;
using Parley.Dispatcher;
using Parley.Security;

namespace Parley.Description;

/// <summary>What a client shows of itself, and how it checks services. It is an endpoint behavior of the channel factory's endpoint.
/// Source: WCF documentation, ClientCredentials.</summary>
public class ClientCredentials : SecurityCredentialsManager, IEndpointBehavior, IClientCredentials
{
    /// <summary>Creates credentials that show nothing and trust chains that end at a trusted authority.</summary>
    public ClientCredentials()
    {
        ClientCertificate = new X509CertificateInitiatorClientCredential();
        ServiceCertificate = new X509CertificateRecipientClientCredential();
        UserName = new UserNamePasswordClientCredential();
        Windows = new WindowsClientCredential();
        HttpDigest = new HttpDigestClientCredential();
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What to copy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    protected ClientCredentials(ClientCredentials other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ClientCertificate = new X509CertificateInitiatorClientCredential(other.ClientCertificate);
        ServiceCertificate = new X509CertificateRecipientClientCredential(other.ServiceCertificate);
        UserName = new UserNamePasswordClientCredential(other.UserName);
        Windows = new WindowsClientCredential(other.Windows);
        HttpDigest = new HttpDigestClientCredential(other.HttpDigest);
        SupportInteractive = other.SupportInteractive;
    }

    /// <inheritdoc/>
    public X509CertificateInitiatorClientCredential ClientCertificate { get; }

    /// <inheritdoc/>
    public X509CertificateRecipientClientCredential ServiceCertificate { get; }

    /// <inheritdoc/>
    public UserNamePasswordClientCredential UserName { get; }

    /// <inheritdoc/>
    public WindowsClientCredential Windows { get; }

    /// <inheritdoc/>
    public HttpDigestClientCredential HttpDigest { get; }

    /// <summary>Kept for WCF's code: whether a user may be asked for credentials. Default true; nobody is ever asked.</summary>
    public bool SupportInteractive { get; set; } = true;

    /// <summary>Creates a copy that can be changed by itself.</summary>
    public ClientCredentials Clone() => CloneCore();

    /// <inheritdoc/>
    public virtual void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
    }

    void IEndpointBehavior.Validate(ServiceEndpoint endpoint)
    {
    }

    void IEndpointBehavior.AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
        ArgumentNullException.ThrowIfNull(bindingParameters);
        if (bindingParameters.Find<SecurityCredentialsManager>() is not null)
        {
            throw new InvalidOperationException(
                "The binding parameters have credentials already. Leave one ClientCredentials behavior at the endpoint, not several.");
        }

        bindingParameters.Add(this);
    }

    void IEndpointBehavior.ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher) =>
        throw new InvalidOperationException("ClientCredentials belong to a client's endpoint. A service has ServiceCredentials.");

    /// <summary>Makes the copy that <see cref="Clone"/> returns.</summary>
    protected virtual ClientCredentials CloneCore() => new(this);
}
