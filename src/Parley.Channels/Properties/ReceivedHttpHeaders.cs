using System.Net;

namespace Parley.Channels;

/// <summary>Puts received HTTP headers into the collection that WCF's properties show.</summary>
internal static class ReceivedHttpHeaders
{
    /// <summary>The collection of headers that came, or an empty one; what came is read only once.</summary>
    public static WebHeaderCollection Take(ref IReceivedHttpHeaders? received)
    {
        var headers = new WebHeaderCollection();
        foreach (var (name, value) in Interlocked.Exchange(ref received, null)?.Read() ?? [])
        {
            try
            {
                headers.Add(name, value);
            }
            catch (ArgumentException)
            {
                // The collection refuses characters that a peer may send and that nobody needs.
            }
        }

        return headers;
    }
}
