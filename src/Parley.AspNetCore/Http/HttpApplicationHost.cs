using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Channels;

/// <summary>
/// Lets an ASP.NET Core application feed HTTP endpoints: with one among the binding parameters, the http and https transports listen
/// at no port of their own but take the requests that the application hands to <see cref="HandleAsync"/>.
/// </summary>
/// <remarks>
/// Put it into the parameters of <c>Binding.BuildChannelListener</c>, open the listener, and map a route to <see cref="HandleAsync"/>.
/// Several listeners may share one host: a request goes to the one whose address has the longest path that is the request's path or
/// a parent of it. Only the path of a listener's address counts; host and port are the application's, and its middleware
/// (authentication, forwarded headers, limits) has run before. An https transport takes requests that came over https, by
/// <see cref="HttpRequest.IsHttps"/>; others get status 403. A user whom the application has authenticated is the service's
/// <see cref="ServiceSecurityContext.PrimaryIdentity"/>.
/// </remarks>
public sealed class HttpApplicationHost
{
    private readonly HttpRoutes _routes = new();

    /// <summary>
    /// True to let https transports take requests that came over plain http: for a proxy that ends TLS and tells nobody. Everybody who
    /// reaches the application's port past the proxy is served without TLS then. Forwarded headers middleware is the better way: it
    /// makes <see cref="HttpRequest.IsHttps"/> true for what came to the proxy over https. Default false.
    /// </summary>
    public bool AllowHttpForHttpsEndpoints { get; set; }

    /// <summary>Answers a request by the listener of its path; 404 where there is none, 503 where the listener is closing.</summary>
    /// <param name="context">The request and its response. Its body has not been read.</param>
    /// <returns>A task that ends when the response is written, or the request aborted. It does not fail because of what the client sent.</returns>
    public Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.Request;
        var path = request.PathBase.HasValue ? request.PathBase.Add(request.Path).Value : request.Path.Value;
        var handler = _routes.Find(path, request.Host) ?? _routes.Find(request.Path.Value, request.Host);
        if (handler is not null)
        {
            return handler.HandleAsync(context);
        }

        HttpServer.Answer(context, StatusCodes.Status404NotFound, "Not Found");
        return Task.CompletedTask;
    }

    internal void Add(IHttpRequestHandler handler) => _routes.Add(handler);

    internal void Remove(IHttpRequestHandler handler) => _routes.Remove(handler);
}
