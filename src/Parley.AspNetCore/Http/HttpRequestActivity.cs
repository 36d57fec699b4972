using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>The activity of a request that comes to a server of the process's own, so that the caller's trace goes on in the service.
/// In an application, ASP.NET Core starts one itself. Source: W3C Trace Context; OpenTelemetry's conventions for HTTP servers.</summary>
internal static class HttpRequestActivity
{
    private static readonly ActivitySource _source = new("Parley.Http");

    /// <summary>Whether anybody listens to activities.</summary>
    public static bool IsWanted => _source.HasListeners();

    /// <summary>Handles a request within its activity.</summary>
    public static async Task HandleAsync(HttpServer server, HttpContext http)
    {
        using var activity = Start(http.Request);
        await server.HandleAsync(http).ConfigureAwait(false);
        if (activity is null)
        {
            return;
        }

        var status = http.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Activity? Start(HttpRequest request)
    {
        DistributedContextPropagator.Current.ExtractTraceIdAndState(request.Headers, ReadHeader, out var parent, out var state);
        ActivityContext.TryParse(parent, state, isRemote: true, out var context);
        return _source.StartActivity(
            "Parley.HttpRequestIn",
            ActivityKind.Server,
            context,
            [new("http.request.method", request.Method), new("url.scheme", request.Scheme), new("url.path", request.Path.Value)]);
    }

    private static void ReadHeader(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        var header = ((IHeaderDictionary)carrier!)[name];
        value = header.Count == 1 ? header[0] : null;
        values = header.Count > 1 ? header : (IEnumerable<string>?)null;
    }
}
