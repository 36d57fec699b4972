using System.Net;

namespace Parley.Channels;

/// <summary>The HTTP side of a response: how it came, or how it is to be sent. WCF documentation: HttpResponseMessageProperty.</summary>
public sealed class HttpResponseMessageProperty : IMessageProperty
{
    private HttpStatusCode _statusCode = HttpStatusCode.OK;
    private WebHeaderCollection? _headers;
    private IReceivedHttpHeaders? _received;

    /// <summary>Creates the property of a response whose status the transport chooses.</summary>
    public HttpResponseMessageProperty()
    {
    }

    /// <summary>Creates the property of a received response.</summary>
    /// <param name="received">The headers, which are read when somebody asks for them.</param>
    /// <param name="statusCode">The status.</param>
    /// <param name="statusDescription">The status's text.</param>
    internal HttpResponseMessageProperty(IReceivedHttpHeaders received, HttpStatusCode statusCode, string? statusDescription)
    {
        _received = received;
        _statusCode = statusCode;
        HasStatusCodeBeenSet = true;
        StatusDescription = statusDescription;
    }

    /// <summary>The property's name among a message's properties: httpResponse.</summary>
    public static string Name => "httpResponse";

    /// <summary>The HTTP headers.</summary>
    public WebHeaderCollection Headers => _headers ??= ReceivedHttpHeaders.Take(ref _received);

    /// <summary>The status, 100 to 599. Default 200; setting it keeps the transport from choosing one.</summary>
    public HttpStatusCode StatusCode
    {
        get => _statusCode;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan((int)value, 100, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan((int)value, 599, nameof(value));
            _statusCode = value;
            HasStatusCodeBeenSet = true;
        }
    }

    /// <summary>The status's text; null for the usual one.</summary>
    public string? StatusDescription { get; set; }

    /// <summary>True to send the HTTP headers alone. Default false.</summary>
    public bool SuppressEntityBody { get; set; }

    /// <summary>True to send neither headers nor body: the service has written the response itself. Default false.</summary>
    public bool SuppressPreamble { get; set; }

    /// <summary>True when somebody set the status.</summary>
    internal bool HasStatusCodeBeenSet { get; private set; }

    /// <summary>True when there are HTTP headers; asking <see cref="Headers"/> would make a collection.</summary>
    internal bool HasHeaders => _headers is { Count: > 0 } || _received is not null;

    IMessageProperty IMessageProperty.CreateCopy()
    {
        var copy = new HttpResponseMessageProperty
        {
            _statusCode = _statusCode,
            _received = _received,
            HasStatusCodeBeenSet = HasStatusCodeBeenSet,
            StatusDescription = StatusDescription,
            SuppressEntityBody = SuppressEntityBody,
            SuppressPreamble = SuppressPreamble,
        };
        if (_headers is not null)
        {
            copy.Headers.Add(_headers);
        }

        return copy;
    }
}
