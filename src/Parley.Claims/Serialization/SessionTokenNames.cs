using System.Xml;

namespace Parley.Claims.Serialization;

/// <summary>Names that session tokens have as XML elements.</summary>
internal static class SessionTokenNames
{
    /// <summary>The root: a security context token.</summary>
    public const string SecurityContextToken = "SecurityContextToken";

    /// <summary>The session's identifier.</summary>
    public const string Identifier = "Identifier";

    /// <summary>Which key of the session it is.</summary>
    public const string Instance = "Instance";

    /// <summary>The token's content.</summary>
    public const string Cookie = "Cookie";

    /// <summary>The namespace of <see cref="Cookie"/>.</summary>
    public const string CookieNamespace = "http://schemas.microsoft.com/ws/2006/05/security";

    /// <summary>The namespace of the attribute <c>Id</c>.</summary>
    public const string UtilityNamespace = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    /// <summary>WS-SecureConversation of February 2005.</summary>
    public static readonly Uri February2005 = new("http://schemas.xmlsoap.org/ws/2005/02/sc");

    /// <summary>WS-SecureConversation 1.3.</summary>
    public static readonly Uri V13 = new("http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512");

    /// <summary>The version that has this namespace; null when none has.</summary>
    public static Uri? VersionOf(string text) =>
        text == V13.OriginalString ? V13
        : text == February2005.OriginalString ? February2005
        : null;
}
