namespace Parley.Channels.Framing;

/// <summary>Finds the endpoint that a client dials among those that share a socket.</summary>
/// <remarks>
/// Strong wildcards are asked first, then exact host names, then weak wildcards; in each the longest path that the via begins with wins.
/// Paths are compared by segments and without regard to case. WCF documentation: HostNameComparisonMode.
/// </remarks>
internal sealed class ViaTable
{
    private FramingEndpoint[] _endpoints = [];

    public bool IsEmpty => _endpoints.Length == 0;

    /// <summary>Adds an endpoint; false when another has the same address.</summary>
    public bool TryAdd(FramingEndpoint endpoint)
    {
        if (_endpoints.Any(other => IsSame(other, endpoint)))
        {
            return false;
        }

        // The longest path first, so that the first that matches is the longest.
        _endpoints =
        [
            .. _endpoints.Append(endpoint)
                .OrderBy(item => item.HostNameComparisonMode)
                .ThenByDescending(item => item.Path.Length),
        ];
        return true;
    }

    public void Remove(FramingEndpoint endpoint) => _endpoints = [.. _endpoints.Where(other => other != endpoint)];

    /// <summary>Finds the endpoint; null when there is none.</summary>
    public FramingEndpoint? Find(Uri via)
    {
        var path = NormalizePath(via);
        foreach (var endpoint in _endpoints)
        {
            if (string.Equals(endpoint.Scheme, via.Scheme, StringComparison.OrdinalIgnoreCase)
                && (endpoint.HostNameComparisonMode != HostNameComparisonMode.Exact
                    || string.Equals(endpoint.Host, via.IdnHost, StringComparison.OrdinalIgnoreCase))
                && IsPrefix(endpoint.Path, path))
            {
                return endpoint;
            }
        }

        return null;
    }

    public static string NormalizePath(Uri uri) => Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');

    private static bool IsPrefix(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && (prefix.Length == 0 || path.Length == prefix.Length || path[prefix.Length] == '/');

    private static bool IsSame(FramingEndpoint one, FramingEndpoint other) =>
        one.HostNameComparisonMode == other.HostNameComparisonMode
        && string.Equals(one.Scheme, other.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(one.Path, other.Path, StringComparison.OrdinalIgnoreCase)
        && (one.HostNameComparisonMode != HostNameComparisonMode.Exact
            || string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase));
}
