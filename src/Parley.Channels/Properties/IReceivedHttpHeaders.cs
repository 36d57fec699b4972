namespace Parley.Channels;

/// <summary>The headers of a received HTTP message, kept as they came until somebody asks for them.</summary>
internal interface IReceivedHttpHeaders
{
    /// <summary>The headers' names and values. Several values of one name are one text, separated by commas.</summary>
    IEnumerable<KeyValuePair<string, string>> Read();
}
