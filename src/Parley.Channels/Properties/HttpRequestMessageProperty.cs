using System.Net;

namespace Parley.Channels;

/// <summary>The HTTP side of a request: how it came, or how it is to be sent. WCF documentation: HttpRequestMessageProperty.</summary>
public sealed class HttpRequestMessageProperty : IMessageProperty
{
    private string _method = "POST";
    private string _queryString = "";
    private WebHeaderCollection? _headers;

    /// <summary>The property's name among a message's properties: httpRequest.</summary>
    public static string Name => "httpRequest";

    /// <summary>The HTTP headers.</summary>
    public WebHeaderCollection Headers => _headers ??= [];

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
    internal bool HasHeaders => _headers is { Count: > 0 };

    IMessageProperty IMessageProperty.CreateCopy()
    {
        var copy = new HttpRequestMessageProperty { _method = _method, _queryString = _queryString, SuppressEntityBody = SuppressEntityBody };
        if (HasHeaders)
        {
            copy.Headers.Add(Headers);
        }

        return copy;
    }
}
