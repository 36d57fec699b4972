using System.Net;

namespace Parley.Channels;

/// <summary>The HTTP side of a request: how it came, or how it is to be sent. WCF documentation: HttpRequestMessageProperty.</summary>
public sealed class HttpRequestMessageProperty : IMessageProperty
{
    private string _method = "POST";
    private string _queryString = "";
    private WebHeaderCollection? _headers;
    private IReceivedHttpHeaders? _received;

    /// <summary>Creates the property of a POST without headers of its own.</summary>
    public HttpRequestMessageProperty()
    {
    }

    /// <summary>Creates the property of a received request.</summary>
    /// <param name="received">The headers, which are read when somebody asks for them.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="queryString">The query string, without the question mark.</param>
    internal HttpRequestMessageProperty(IReceivedHttpHeaders received, string method, string queryString)
    {
        _received = received;
        _method = method;
        _queryString = queryString;
    }

    /// <summary>The property's name among a message's properties: httpRequest.</summary>
    public static string Name => "httpRequest";

    /// <summary>The HTTP headers.</summary>
    public WebHeaderCollection Headers => _headers ??= ReceivedHttpHeaders.Take(ref _received);

    /// <summary>The HTTP method. Default POST.</summary>
    public string Method
    {
        get => _method;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _method = value;
        }
    }

    /// <summary>The query string, without the question mark. Default empty.</summary>
    public string QueryString
    {
        get => _queryString;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _queryString = value;
        }
    }

    /// <summary>True to send the HTTP headers alone. Default false.</summary>
    public bool SuppressEntityBody { get; set; }

    /// <summary>True when there are HTTP headers; asking <see cref="Headers"/> would make a collection.</summary>
    internal bool HasHeaders => _headers is { Count: > 0 } || _received is not null;

    IMessageProperty IMessageProperty.CreateCopy()
    {
        var copy = new HttpRequestMessageProperty
        {
            _method = _method,
            _queryString = _queryString,
            _received = _received,
            SuppressEntityBody = SuppressEntityBody,
        };
        if (_headers is not null)
        {
            copy.Headers.Add(_headers);
        }

        return copy;
    }
}
