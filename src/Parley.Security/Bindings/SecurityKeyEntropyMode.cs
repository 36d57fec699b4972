namespace Parley.Security;

/// <summary>Who gives the random bytes of which an issued key is made. WCF documentation: SecurityKeyEntropyMode.</summary>
public enum SecurityKeyEntropyMode
{
    /// <summary>The client alone: its bytes are the key.</summary>
    ClientEntropy,

    /// <summary>The service alone: it sends the key.</summary>
    ServerEntropy,

    /// <summary>Both: the key is computed of their bytes. WS-Trust 1.3, section 4.4.4.</summary>
    CombinedEntropy,
}
