using System.Text;

namespace Parley.Interop.Tests.Captures;

/// <summary>The bytes of recorded conversations, with the places where a run differs from the recording: ports and identifiers.</summary>
internal static class Recording
{
    /// <summary>A file, with one port written in the place of others.</summary>
    public static byte[] Read(string folder, string file, string port, params string[] recordedPorts)
    {
        Assert.Equal(5, port.Length); // As long as those in the recordings, so that all lengths stay right.
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Captures", folder, file));
        foreach (var recorded in recordedPorts)
        {
            Replace(bytes, Encoding.ASCII.GetBytes(recorded), Encoding.ASCII.GetBytes(port));
        }

        return bytes;
    }

    /// <summary>The files of one direction in their order.</summary>
    public static string[] Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Captures", folder), pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Writes one sequence of bytes in the place of another of the same length, everywhere.</summary>
    public static void Replace(Span<byte> bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        for (var at = bytes.IndexOf(from); at >= 0; at = bytes.IndexOf(from))
        {
            to.CopyTo(bytes[at..]);
            bytes = bytes[(at + from.Length)..];
        }
    }

    /// <summary>Compares, and shows both sides from the first difference on.</summary>
    public static void AssertSame(ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> sent, string what)
    {
        var same = recorded.CommonPrefixLength(sent);
        if (same != recorded.Length || same != sent.Length)
        {
            Assert.Fail($"""
                {what} differs at byte {same} of {recorded.Length} recorded, {sent.Length} sent.
                recorded: {Show(recorded)}
                sent:     {Show(sent)}
                recorded from there: {Convert.ToHexString(recorded[same..])}
                sent from there:     {Convert.ToHexString(sent[same..])}
                """);
        }
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var each in bytes)
        {
            text.Append(each is >= 0x20 and < 0x7F ? (char)each : '·');
        }

        return text.ToString();
    }
}
