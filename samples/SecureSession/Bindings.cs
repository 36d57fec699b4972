using Parley;
using Parley.Channels;

namespace SecureSession;

/// <summary>The two kinds of secure sessions, under the certificates of both sides.</summary>
internal static class Bindings
{
    /// <summary>The token is a name, and the service keeps the session's keys in its memory.</summary>
    internal static WSHttpBinding Stateless()
    {
        var binding = new WSHttpBinding(); // SecurityMode.Message with a secure session is the default.
        binding.Security.Message.ClientCredentialType = MessageCredentialType.Certificate;
        binding.Security.Message.NegotiateServiceCredential = false;
        return binding;
    }

    /// <summary>The token carries the session's keys, protected: any process that shares the protection's keys takes it.</summary>
    internal static CustomBinding Stateful() => new(
        SecurityBindingElement.CreateSecureConversationBindingElement(
            SecurityBindingElement.CreateMutualCertificateBindingElement(), requireCancellation: false),
        new TextMessageEncodingBindingElement(),
        new HttpTransportBindingElement());
}
