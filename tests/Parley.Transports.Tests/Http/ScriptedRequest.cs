using System.Globalization;
using System.Text;

namespace Parley.Transports.Tests.Http;

/// <summary>A request as it came over the socket.</summary>
internal sealed class ScriptedRequest
{
    public required string StartLine { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required string Body { get; init; }

    public string? this[string name] =>
        Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    /// <summary>Reads a request; null when the client closes the connection in place of one.</summary>
    public static async Task<ScriptedRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(stream, cancellationToken) is not { } startLine)
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [];
        while (await ReadLineAsync(stream, cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        string? Find(string name) => headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        var body = Find("Transfer-Encoding") == "chunked"
            ? await ReadChunksAsync(stream, cancellationToken)
            : await ReadAsync(stream, int.Parse(Find("Content-Length") ?? "0", CultureInfo.InvariantCulture), cancellationToken);
        return new ScriptedRequest { StartLine = startLine, Headers = headers, Body = body };
    }

    private static async Task<string> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = new StringBuilder();
        while (true)
        {
            var size = int.Parse((await ReadLineAsync(stream, cancellationToken))!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadAsync(stream, size, cancellationToken));
            await ReadLineAsync(stream, cancellationToken);
            if (size == 0)
            {
                return body.ToString();
            }
        }
    }

    private static async Task<string> ReadAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes);
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
