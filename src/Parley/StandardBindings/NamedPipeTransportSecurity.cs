using System.Net.Security;

namespace Parley;

/// <summary>How a pipe is protected. WCF documentation: NamedPipeTransportSecurity.</summary>
public sealed class NamedPipeTransportSecurity
{
    /// <summary>How far Windows security protects the pipe. Default EncryptAndSign.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ProtectionLevel ProtectionLevel
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ProtectionLevel));
    } = ProtectionLevel.EncryptAndSign;
}
