namespace Parley.Security;

/// <summary>The base of <c>ClientCredentials</c> and <c>ServiceCredentials</c>: what transports find among the binding parameters. WCF documentation: SecurityCredentialsManager.</summary>
public abstract class SecurityCredentialsManager
{
}
