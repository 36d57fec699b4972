using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>What is known of a message's sender. Transports and the security of messages put it on incoming messages. WCF documentation: SecurityMessageProperty.</summary>
public class SecurityMessageProperty : IMessageProperty, IDisposable
{
    private Collection<SupportingTokenSpecification>? _supportingTokens;

    /// <summary>Creates a property for a sender who is not known.</summary>
    public SecurityMessageProperty()
    {
    }

    /// <summary>Creates a property.</summary>
    /// <param name="serviceSecurityContext">Who sent the message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="serviceSecurityContext"/> is null.</exception>
    public SecurityMessageProperty(ServiceSecurityContext serviceSecurityContext)
    {
        ArgumentNullException.ThrowIfNull(serviceSecurityContext);
        ServiceSecurityContext = serviceSecurityContext;
    }

    /// <summary>The key of the property in <c>Message.Properties</c>.</summary>
    public static string Name => "Security";

    /// <summary>True when the message has tokens beside the one that protects it.</summary>
    public bool HasIncomingSupportingTokens => _supportingTokens is { Count: > 0 };

    /// <summary>The tokens that the message has beside the one that protects it. They are good until the message is closed.</summary>
    public Collection<SupportingTokenSpecification> IncomingSupportingTokens => _supportingTokens ??= [];

    /// <summary>The certificate by which the client signed, where both sides have one; null for other kinds of protection. It is good until the message is closed.</summary>
    public SecurityTokenSpecification? InitiatorToken { get; set; }

    /// <summary>Who sent the message.</summary>
    public ServiceSecurityContext ServiceSecurityContext { get; set; } = ServiceSecurityContext.Anonymous;

    /// <summary>The property of a message; made when it is not there yet.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public static SecurityMessageProperty GetOrCreate(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Properties.Security ??= new SecurityMessageProperty();
    }

    /// <summary>A copy, for a copy of the message.</summary>
    public virtual IMessageProperty CreateCopy()
    {
        var copy = new SecurityMessageProperty(ServiceSecurityContext)
        {
            InitiatorToken = InitiatorToken is { } initiator ? new SecurityTokenSpecification(Copy(initiator.SecurityToken)) : null,
        };
        foreach (var token in _supportingTokens ?? [])
        {
            copy.IncomingSupportingTokens.Add(new SupportingTokenSpecification(Copy(token.SecurityToken), token.SecurityTokenAttachmentMode));
        }

        return copy;
    }

    /// <summary>Releases what the property holds. Called when the message is closed.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the property holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            (InitiatorToken?.SecurityToken as IDisposable)?.Dispose();
            foreach (var token in _supportingTokens ?? [])
            {
                (token.SecurityToken as IDisposable)?.Dispose();
            }
        }
    }

    // Each copy of a message is closed for itself.
    private static SecurityToken? Copy(SecurityToken? token) => token is X509SecurityToken certificate ? new X509SecurityToken(certificate.Certificate, certificate.Id) : token;
}
