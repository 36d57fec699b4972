using Parley.Channels;

namespace Parley.FunctionalTests.Security;

/// <summary>The bindings of the scenarios.</summary>
internal static class SecureBindings
{
    /// <summary>All kinds over HTTP.</summary>
    public static TheoryData<string> Kinds => ["UserName", "Certificate", "Certificate10", "Session", "SessionOfCertificate", "Stateful"];

    public static CustomBinding Http(string kind, Action<SecurityBindingElement>? configure = null) =>
        new(Element(kind, configure), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement { MaxReceivedMessageSize = 1 << 20 });

    public static CustomBinding Tcp(string kind, Action<SecurityBindingElement>? configure = null) =>
        new(Element(kind, configure), new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());

    /// <summary>Lets clocks differ by a day, for tests that move them while messages are under way.</summary>
    public static void Widen(SecurityBindingElement element)
    {
        foreach (var each in (SecurityBindingElement?[])[element, element.SessionToken?.BootstrapSecurityBindingElement])
        {
            if (each is not null)
            {
                each.LocalClientSettings.MaxClockSkew = TimeSpan.FromDays(2);
                each.LocalServiceSettings.MaxClockSkew = TimeSpan.FromDays(2);
            }
        }
    }

    private static SecurityBindingElement Element(string kind, Action<SecurityBindingElement>? configure)
    {
        var user = SecurityBindingElement.CreateUserNameForCertificateBindingElement;
        var element = kind switch
        {
            "UserName" => user(),
            "Certificate" => SecurityBindingElement.CreateMutualCertificateBindingElement(),
            "Certificate10" => SecurityBindingElement.CreateMutualCertificateBindingElement(
                MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10),
            "Session" => SecurityBindingElement.CreateSecureConversationBindingElement(user()),
            "SessionOfCertificate" => SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateMutualCertificateBindingElement()),
            "Stateful" => SecurityBindingElement.CreateSecureConversationBindingElement(user(), requireCancellation: false),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        configure?.Invoke(element);
        return element;
    }
}
