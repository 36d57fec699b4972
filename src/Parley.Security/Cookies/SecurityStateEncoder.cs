namespace Parley.Security;

/// <summary>
/// Protects the state of a secure session that travels in its token, so that only the services that share a secret can read or make it. WCF
/// documentation: SecurityStateEncoder.
/// </summary>
/// <remarks>Implementations must encrypt and authenticate: who can change the state can give himself any identity. They are called by many threads.</remarks>
public abstract class SecurityStateEncoder
{
    /// <summary>Creates an encoder.</summary>
    protected SecurityStateEncoder()
    {
    }

    /// <summary>Opens protected state.</summary>
    /// <param name="data">What <see cref="EncodeSecurityState"/> returned, here or at another service; or anything that a client sent.</param>
    /// <returns>The state. The caller zeroes it.</returns>
    /// <remarks>Any exception means that the state is not accepted. The client hears no reason.</remarks>
    protected internal abstract byte[] DecodeSecurityState(byte[] data);

    /// <summary>Protects state.</summary>
    /// <param name="data">The state. It has keys: do not keep it.</param>
    /// <returns>The bytes that travel.</returns>
    protected internal abstract byte[] EncodeSecurityState(byte[] data);
}
