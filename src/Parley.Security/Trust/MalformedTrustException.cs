namespace Parley.Security;

/// <summary>A request for a token, or an answer to one, is not what the protocol says. The message has no secrets.</summary>
internal sealed class MalformedTrustException(string message, Exception? innerException = null) : Exception(message, innerException);
