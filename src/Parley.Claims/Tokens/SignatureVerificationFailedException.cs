using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel;

/// <summary>The signature of a token is missing, has another form than it must have, or does not fit the token. WIF documentation: SignatureVerificationFailedException.</summary>
public class SignatureVerificationFailedException : SecurityTokenException
{
    /// <summary>Creates the exception without a message.</summary>
    public SignatureVerificationFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SignatureVerificationFailedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SignatureVerificationFailedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
