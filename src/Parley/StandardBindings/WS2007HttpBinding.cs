namespace Parley;

/// <summary>
/// SOAP 1.2 with WS-Addressing 1.0 over HTTP, with WS-Security and reliable sessions in the versions that OASIS made standards
/// of. WCF documentation: WS2007HttpBinding.
/// </summary>
/// <remarks>See <see cref="WSHttpBinding"/> for what is not supported yet.</remarks>
public class WS2007HttpBinding : WSHttpBinding
{
    /// <summary>Creates the binding with message security.</summary>
    public WS2007HttpBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public WS2007HttpBinding(SecurityMode securityMode)
        : base(securityMode)
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    /// <param name="reliableSessionEnabled">Whether it has a reliable session.</param>
    public WS2007HttpBinding(SecurityMode securityMode, bool reliableSessionEnabled)
        : base(securityMode, reliableSessionEnabled)
    {
    }

    private protected override MessageSecurityVersion MessageSecurityVersion =>
        MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10;

    private protected override ReliableMessagingVersion ReliableMessagingVersion => ReliableMessagingVersion.WSReliableMessaging11;
}
