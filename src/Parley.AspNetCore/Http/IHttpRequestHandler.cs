using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>What requests are routed to: a listener, at its address.</summary>
internal interface IHttpRequestHandler
{
    Uri Uri { get; }

    HttpTransportBindingElement Element { get; }

    Task HandleAsync(HttpContext http);
}
