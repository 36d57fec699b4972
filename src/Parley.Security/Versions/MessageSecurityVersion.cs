using Parley.Security;

namespace Parley;

/// <summary>The versions of the specifications that message security follows, one of each. WCF documentation: MessageSecurityVersion.</summary>
public sealed class MessageSecurityVersion
{
    private readonly string _name;

    private MessageSecurityVersion(
        string name, SecurityVersion security, TrustVersion trust, SecureConversationVersion conversation, SecurityPolicyVersion policy, bool hasProfile)
    {
        _name = name;
        SecurityVersion = security;
        TrustVersion = trust;
        SecureConversationVersion = conversation;
        SecurityPolicyVersion = policy;
        BasicSecurityProfileVersion = hasProfile ? BasicSecurityProfileVersion.BasicSecurityProfile10 : null;
    }

    /// <summary>WS-Security 1.1, the rest of 2005. The default of <see cref="Channels.SecurityBindingElement"/> and of NetTcpBinding.</summary>
    public static MessageSecurityVersion WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11 { get; } = February2005(
        nameof(WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11), SecurityVersion.WSSecurity11, hasProfile: false);

    /// <summary>WS-Security 1.1, the rest of 2005, with the Basic Security Profile. The default of WSHttpBinding and WSDualHttpBinding.</summary>
    public static MessageSecurityVersion WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10 { get; } =
        February2005(
            nameof(WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10),
            SecurityVersion.WSSecurity11,
            hasProfile: true);

    /// <summary>WS-Security 1.0, the rest of 2005, with the Basic Security Profile. The default of BasicHttpBinding.</summary>
    public static MessageSecurityVersion WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10 { get; } =
        February2005(
            nameof(WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10),
            SecurityVersion.WSSecurity10,
            hasProfile: true);

    /// <summary>WS-Security 1.0, the rest of OASIS, with the Basic Security Profile.</summary>
    public static MessageSecurityVersion WSSecurity10WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10 { get; } = Oasis(
        nameof(WSSecurity10WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10), SecurityVersion.WSSecurity10, hasProfile: true);

    /// <summary>WS-Security 1.1, the rest of OASIS.</summary>
    public static MessageSecurityVersion WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12 { get; } = Oasis(
        nameof(WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12), SecurityVersion.WSSecurity11, hasProfile: false);

    /// <summary>WS-Security 1.1, the rest of OASIS, with the Basic Security Profile. The default of WS2007HttpBinding.</summary>
    public static MessageSecurityVersion WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10 { get; } = Oasis(
        nameof(WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10), SecurityVersion.WSSecurity11, hasProfile: true);

    /// <summary><see cref="WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11"/>.</summary>
    public static MessageSecurityVersion Default => WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11;

    /// <summary>The version of the Basic Security Profile; null when messages need not follow it.</summary>
    public BasicSecurityProfileVersion? BasicSecurityProfileVersion { get; }

    /// <summary>The version of WS-SecureConversation.</summary>
    public SecureConversationVersion SecureConversationVersion { get; }

    /// <summary>The version of WS-SecurityPolicy.</summary>
    public SecurityPolicyVersion SecurityPolicyVersion { get; }

    /// <summary>The version of WS-Security.</summary>
    public SecurityVersion SecurityVersion { get; }

    /// <summary>The version of WS-Trust.</summary>
    public TrustVersion TrustVersion { get; }

    /// <inheritdoc/>
    public override string ToString() => _name;

    private static MessageSecurityVersion February2005(string name, SecurityVersion security, bool hasProfile) =>
        new(name, security, TrustVersion.WSTrustFeb2005, SecureConversationVersion.WSSecureConversationFeb2005, SecurityPolicyVersion.WSSecurityPolicy11, hasProfile);

    private static MessageSecurityVersion Oasis(string name, SecurityVersion security, bool hasProfile) =>
        new(name, security, TrustVersion.WSTrust13, SecureConversationVersion.WSSecureConversation13, SecurityPolicyVersion.WSSecurityPolicy12, hasProfile);
}
