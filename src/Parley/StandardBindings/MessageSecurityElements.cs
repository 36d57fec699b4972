using Parley.Channels;

namespace Parley;

/// <summary>
/// The element of message security that the settings of a standard binding mean. WCF documentation: SecurityBindingElement Authentication
/// Modes; the pages of the bindings.
/// </summary>
internal static class MessageSecurityElements
{
    /// <summary>How long a token may wait that is only good for asking for the session's.</summary>
    private static readonly TimeSpan _bootstrapCookieLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Makes the element; one that refuses to build channels where the settings ask for what is not there yet.</summary>
    /// <exception cref="InvalidOperationException">The settings contradict each other.</exception>
    internal static BindingElement Create(MessageSecurityWish wish)
    {
        if (wish.OverTransport && wish.ClientCredentialType == MessageCredentialType.None)
        {
            throw new InvalidOperationException(
                $"{wish.Binding} with Security.Mode TransportWithMessageCredential needs a credential of the client, and Security.Message.ClientCredentialType is None. "
                + "Set it to UserName or Certificate, or set Security.Mode to Transport.");
        }

        if (wish.ClientCredentialType is MessageCredentialType.Windows or MessageCredentialType.IssuedToken)
        {
            return Unsupported.MessageCredential(wish);
        }

        if (wish.Negotiates && !wish.OverTransport)
        {
            return Unsupported.Negotiation(wish.Binding);
        }

        var oneShot = CreateOneShot(wish);
        oneShot.MessageSecurityVersion = wish.Version;
        oneShot.DefaultAlgorithmSuite = wish.AlgorithmSuite;
        if (!wish.HasSession)
        {
            return oneShot;
        }

        oneShot.LocalServiceSettings.IssuedCookieLifetime = _bootstrapCookieLifetime;
        var session = SecurityBindingElement.CreateSecureConversationBindingElement(oneShot, requireCancellation: true);
        session.MessageSecurityVersion = wish.Version;
        session.DefaultAlgorithmSuite = wish.AlgorithmSuite;
        session.LocalClientSettings.ReconnectTransportOnFailure = wish.IsReliable;
        session.LocalServiceSettings.ReconnectTransportOnFailure = wish.IsReliable;
        return session;
    }

    /// <summary>The element of the basic bindings, whose messages follow WS-Security 1.0 and whose keys are not derived.</summary>
    /// <exception cref="InvalidOperationException">The settings contradict each other.</exception>
    internal static SecurityBindingElement CreateBasic(string binding, BasicHttpMessageSecurity settings, bool overTransport)
    {
        var version = MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10;
        if (!overTransport && settings.ClientCredentialType == BasicHttpMessageCredentialType.UserName)
        {
            throw new InvalidOperationException(
                $"{binding} with Security.Mode Message needs certificates, and Security.Message.ClientCredentialType is UserName. "
                + "Set it to Certificate, or set Security.Mode to TransportWithMessageCredential.");
        }

        var element = !overTransport ? SecurityBindingElement.CreateMutualCertificateBindingElement(version, allowSerializedSigningTokenOnReply: true)
            : settings.ClientCredentialType == BasicHttpMessageCredentialType.Certificate ? SecurityBindingElement.CreateCertificateOverTransportBindingElement(version)
            : SecurityBindingElement.CreateUserNameOverTransportBindingElement();
        element.MessageSecurityVersion = version;
        element.DefaultAlgorithmSuite = settings.AlgorithmSuite;
        element.SecurityHeaderLayout = SecurityHeaderLayout.Lax;
        element.SetKeyDerivation(false);
        return element;
    }

    private static SecurityBindingElement CreateOneShot(MessageSecurityWish wish) =>
        (wish.OverTransport, wish.ClientCredentialType) switch
        {
            (true, MessageCredentialType.UserName) => SecurityBindingElement.CreateUserNameOverTransportBindingElement(),
            (true, _) => SecurityBindingElement.CreateCertificateOverTransportBindingElement(wish.Version),
            (_, MessageCredentialType.UserName) => SecurityBindingElement.CreateUserNameForCertificateBindingElement(),
            (_, MessageCredentialType.Certificate) => SecurityBindingElement.CreateMutualCertificateBindingElement(wish.Version),
            _ => SecurityBindingElement.CreateAnonymousForCertificateBindingElement(),
        };
}
