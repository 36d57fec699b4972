namespace Parley;

/// <summary>A message header is missing, stands twice, or cannot be read.</summary>
public class MessageHeaderException : ProtocolException
{
    /// <summary>Creates the exception with a general message.</summary>
    public MessageHeaderException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the header.</param>
    public MessageHeaderException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the header.</param>
    /// <param name="innerException">The cause.</param>
    public MessageHeaderException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for one header.</summary>
    /// <param name="message">What is wrong with the header.</param>
    /// <param name="headerName">The header's local name.</param>
    /// <param name="headerNamespace">The header's namespace.</param>
    /// <param name="isDuplicate">True when the header stands more than once.</param>
    /// <param name="innerException">The cause.</param>
    public MessageHeaderException(
        string? message, string? headerName, string? headerNamespace, bool isDuplicate = false, Exception? innerException = null)
        : base(message, innerException)
    {
        HeaderName = headerName;
        HeaderNamespace = headerNamespace;
        IsDuplicate = isDuplicate;
    }

    /// <summary>The header's local name; null when no single header is meant.</summary>
    public string? HeaderName { get; }

    /// <summary>The header's namespace; null when no single header is meant.</summary>
    public string? HeaderNamespace { get; }

    /// <summary>True when the header stands more than once in the message.</summary>
    public bool IsDuplicate { get; }
}
