namespace Parley.Security;

/// <summary>A request for a token is refused. The message is for the operator; the client is told the refusal only.</summary>
internal sealed class TokenRefusedException(TokenRefusal refusal, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public TokenRefusal Refusal => refusal;
}
