using Parley.Security;

namespace Parley;

/// <summary>How a client of a <see cref="BasicHttpBinding"/> proves itself by WS-Security. WCF documentation: BasicHttpMessageSecurity.</summary>
public sealed class BasicHttpMessageSecurity
{
    /// <summary>The algorithms, and the lengths of keys. Default Basic256.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SecurityAlgorithmSuite AlgorithmSuite
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = SecurityAlgorithmSuite.Default;

    /// <summary>How the client proves itself. Default UserName, which needs TLS; Security.Mode Message needs Certificate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public BasicHttpMessageCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    }
}
