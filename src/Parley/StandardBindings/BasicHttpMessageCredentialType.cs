namespace Parley;

/// <summary>How a client of a <see cref="BasicHttpBinding"/> proves itself by WS-Security. WCF documentation: BasicHttpMessageCredentialType.</summary>
public enum BasicHttpMessageCredentialType
{
    /// <summary>By user name and password.</summary>
    UserName,

    /// <summary>By a certificate.</summary>
    Certificate,
}
