using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>A request that gets a status instead of a message: which, and the reason phrase that tells the client why.</summary>
internal sealed class HttpRefusal : Exception
{
    public HttpRefusal(int statusCode, string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
        StatusCode = statusCode;
    }

    public int StatusCode { get; }

    /// <summary>The fault that is answered; null for a status without a body.</summary>
    public Message? Fault { get; private init; }

    public static HttpRefusal WrongContentType(string? actual, string expected) =>
        actual is null
            ? new(StatusCodes.Status415UnsupportedMediaType, "Missing Content Type")
            : new(StatusCodes.Status415UnsupportedMediaType, $"Cannot process the message: the content type '{actual}' is not the expected type '{expected}'.");

    public static HttpRefusal TooLarge(Exception? cause = null) =>
        new(StatusCodes.Status413PayloadTooLarge, "Request Entity Too Large", cause);

    public static HttpRefusal Malformed(Exception? cause = null) => new(StatusCodes.Status400BadRequest, "Bad Request", cause);

    public static HttpRefusal Answered(Message fault, Exception cause) =>
        new(StatusCodes.Status500InternalServerError, cause.Message, cause) { Fault = fault };

    public static HttpRefusal NeedsHttps() => new(
        StatusCodes.Status403Forbidden, "This endpoint takes https only, and the request came over plain http. Behind a proxy that ends TLS, use forwarded headers.");

    public static HttpRefusal Unavailable() => new(StatusCodes.Status503ServiceUnavailable, "Service Unavailable");
}
