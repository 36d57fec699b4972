using System.Globalization;

namespace Parley.FunctionalTests.Http;

/// <summary>A response as it came over the socket.</summary>
internal sealed record RawResponse(string StatusLine, string[] Headers, string Body)
{
    public int Status => int.Parse(StatusLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public string Reason => StatusLine.Split(' ', 3)[2];

    public string? this[string name] =>
        Headers.Where(header => header.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(header => header[(name.Length + 1)..].Trim())
            .FirstOrDefault();
}
