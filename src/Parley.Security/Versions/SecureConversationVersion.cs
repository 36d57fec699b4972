using System.Xml;

namespace Parley.Security;

/// <summary>A version of WS-SecureConversation, by which a session has keys of its own. WCF documentation: SecureConversationVersion.</summary>
public sealed class SecureConversationVersion
{
    private readonly string _name;

    private SecureConversationVersion(string name, XmlDictionaryString ns, string prefix)
    {
        _name = name;
        Namespace = ns;
        Prefix = SecurityNames.Add(prefix);
    }

    /// <summary>WS-SecureConversation of February 2005.</summary>
    public static SecureConversationVersion WSSecureConversationFeb2005 { get; } =
        new(nameof(WSSecureConversationFeb2005), SecurityNames.ConversationFebruary2005, "c");

    /// <summary>WS-SecureConversation 1.3, of OASIS.</summary>
    public static SecureConversationVersion WSSecureConversation13 { get; } =
        new(nameof(WSSecureConversation13), SecurityNames.Conversation13, "sc");

    /// <summary>WS-SecureConversation of February 2005.</summary>
    public static SecureConversationVersion Default => WSSecureConversationFeb2005;

    /// <summary>The version's namespace.</summary>
    public XmlDictionaryString Namespace { get; }

    /// <summary>The prefix that is usual for it.</summary>
    public XmlDictionaryString Prefix { get; }

    /// <inheritdoc/>
    public override string ToString() => _name;
}
