namespace Parley.IdentityModel.Tokens;

/// <summary>An encrypted token cannot be decrypted, or what is in it is no token that is trusted: one exception for both, so that a stranger learns nothing of the content by changing it. WIF documentation: EncryptedTokenDecryptionFailedException.</summary>
public class EncryptedTokenDecryptionFailedException : SecurityTokenException
{
    /// <summary>Creates the exception without a message.</summary>
    public EncryptedTokenDecryptionFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public EncryptedTokenDecryptionFailedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public EncryptedTokenDecryptionFailedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
