namespace Parley.Security;

/// <summary>The part of a service's credentials that the security of sessions finds among the binding parameters.</summary>
internal interface ISecureConversationCredentials
{
    /// <summary>How the service makes the tokens of secure sessions.</summary>
    SecureConversationServiceCredential SecureConversationAuthentication { get; }
}
