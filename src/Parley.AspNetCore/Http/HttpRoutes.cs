using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>Finds the listener of a request among those that share a port: the longest path that is the request's or a parent of it.</summary>
internal sealed class HttpRoutes
{
    private readonly Lock _lock = new();
    private volatile Route[] _routes = [];

    /// <summary>Adds a listener.</summary>
    /// <exception cref="AddressAlreadyInUseException">Another listens at the same address.</exception>
    public void Add(IHttpRequestHandler handler)
    {
        lock (_lock)
        {
            var added = new Route(handler);
            if (Array.Exists(_routes, route => route.IsSameAs(added)))
            {
                throw new AddressAlreadyInUseException($"Another endpoint of this process listens at '{handler.Uri}' already. Give one of the two another address.");
            }

            _routes = [.. _routes.Append(added).OrderByDescending(route => route.Path.Length).ThenBy(route => route.Precedence)];
        }
    }

    /// <summary>Removes a listener; false when it was not there.</summary>
    public bool Remove(IHttpRequestHandler handler)
    {
        lock (_lock)
        {
            var before = _routes.Length;
            _routes = [.. _routes.Where(route => route.Handler != handler)];
            return _routes.Length < before;
        }
    }

    /// <summary>The listener for a path; null when there is none.</summary>
    public IHttpRequestHandler? Find(string? path, HostString host)
    {
        foreach (var route in _routes)
        {
            if (route.Matches(path ?? "/", host))
            {
                return route.Handler;
            }
        }

        return null;
    }

    private sealed class Route
    {
        private readonly string _host;

        public Route(IHttpRequestHandler handler)
        {
            Handler = handler;
            _host = handler.Uri.Host;
            Path = Uri.UnescapeDataString(handler.Uri.AbsolutePath).TrimEnd('/');

            // WCF documentation, HostNameComparisonMode: strong wildcards win over exact names, these over weak wildcards.
            Precedence = handler.Element.HostNameComparisonMode switch
            {
                HostNameComparisonMode.StrongWildcard => 0,
                HostNameComparisonMode.Exact => 1,
                _ => 2,
            };
        }

        public IHttpRequestHandler Handler { get; }

        public string Path { get; }

        public int Precedence { get; }

        public bool IsSameAs(Route other) =>
            Precedence == other.Precedence
            && Path.Equals(other.Path, StringComparison.OrdinalIgnoreCase)
            && (Precedence != 1 || _host.Equals(other._host, StringComparison.OrdinalIgnoreCase));

        public bool Matches(string path, HostString host) =>
            path.StartsWith(Path, StringComparison.OrdinalIgnoreCase)
            && (path.Length == Path.Length || path[Path.Length] == '/')
            && (Precedence != 1 || _host.Equals(host.Host, StringComparison.OrdinalIgnoreCase));
    }
}
