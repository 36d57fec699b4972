using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.Transports.Tests;

/// <summary>
/// Ports for whoever must be told a number and cannot choose for itself, and ports where nobody listens. They lie outside the range from which the kernel serves port 0 and
/// outgoing connections, so that neither takes one before its user binds it.
/// </summary>
internal static class FreePort
{
    /// <summary>Five digits: recordings in which a number is replaced keep their length.</summary>
    private const int Lowest = 10000;

    private static readonly Lock s_lock = new();
    private static readonly int[] s_candidates = Candidates();

    // A UDP socket of the same number says to other test runs on this machine that the port is taken. The kernel lets go of it when the process ends, however it ends.
    private static readonly List<Socket> s_taken = [];

    // Runs side by side seldom look at the same numbers.
    private static int s_next = Random.Shared.Next(s_candidates.Length);

    /// <summary>A port that nobody listens at, on the loopback address or any. No caller gets it again.</summary>
    public static int Take()
    {
        lock (s_lock)
        {
            for (var tries = 0; tries < s_candidates.Length; tries++)
            {
                var port = s_candidates[s_next];
                s_next = (s_next + 1) % s_candidates.Length;
                if (TryReserve(port))
                {
                    return port;
                }
            }
        }

        throw new InvalidOperationException("Every port outside the kernel's own range is in use.");
    }

    /// <summary>The same for a command line.</summary>
    public static string TakeText() => Take().ToString(CultureInfo.InvariantCulture);

    private static bool TryReserve(int port)
    {
        var mark = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            mark.Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (IsFree(IPAddress.Loopback, port) && IsFree(IPAddress.Any, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Any, port)))
            {
                s_taken.Add(mark);
                return true;
            }
        }
        catch (SocketException)
        {
            // Another run has it.
        }

        mark.Dispose();
        return false;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int[] Candidates()
    {
        // ip(7), ip_local_port_range: its first and its last port. Other systems begin at 49152, as IANA says.
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        var bounds = File.Exists(Range)
            ? [.. File.ReadAllText(Range).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static number => int.Parse(number, CultureInfo.InvariantCulture))]
            : (int[])[32768, ushort.MaxValue];
        int[] candidates = [.. Enumerable.Range(Lowest, ushort.MaxValue - Lowest + 1).Where(port => port < bounds[0] || port > bounds[1])];
        return candidates.Length > 0 ? candidates : [.. Enumerable.Range(Lowest, ushort.MaxValue - Lowest + 1)];
    }
}
