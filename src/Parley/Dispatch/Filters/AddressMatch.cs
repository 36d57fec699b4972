using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// Compares a message's <c>To</c> with an endpoint's address: scheme, port and path, letter case aside, and the host's
/// name only when asked. Remembers the last URI that fitted, because it is nearly always the next one too.
/// </summary>
internal sealed class AddressMatch(EndpointAddress address, bool includeHostName, bool prefix, bool includePort = true)
{
    private Uri? _lastMatch;

    public EndpointAddress Address => address;

    public bool IncludeHostName => includeHostName;

    public bool Matches(Message message)
    {
        if (message.Headers.To is not { } to)
        {
            return false;
        }

        var last = _lastMatch;
        if (!ReferenceEquals(last, to) && (last is null || !SameUri(last, to)))
        {
            if (!Fits(address.Uri, to))
            {
                return false;
            }

            _lastMatch = to;
        }

        return address.Headers.Count == 0 || HasReferenceParameters(message);
    }

    /// <summary>Every reference parameter of the endpoint must be a header of the message.</summary>
    private bool HasReferenceParameters(Message message)
    {
        foreach (var parameter in address.Headers)
        {
            if (message.Headers.FindHeader(parameter.Name, parameter.Namespace) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Letter by letter: a spelling that is new is compared with care, once.</summary>
    private static bool SameUri(Uri one, Uri other) => string.Equals(one.OriginalString, other.OriginalString, StringComparison.Ordinal);

    private bool Fits(Uri endpoint, Uri to)
    {
        if (!to.IsAbsoluteUri || !endpoint.IsAbsoluteUri)
        {
            return false;
        }

        if ((includePort && (endpoint.Port != to.Port || !string.Equals(endpoint.Scheme, to.Scheme, StringComparison.OrdinalIgnoreCase)))
            || (includeHostName && !string.Equals(endpoint.Host, to.Host, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var mine = endpoint.AbsolutePath.AsSpan().TrimEnd('/');
        var theirs = to.AbsolutePath.AsSpan().TrimEnd('/');
        if (!prefix)
        {
            return mine.Equals(theirs, StringComparison.OrdinalIgnoreCase);
        }

        return theirs.StartsWith(mine, StringComparison.OrdinalIgnoreCase)
            && (theirs.Length == mine.Length || theirs[mine.Length] == '/');
    }
}
