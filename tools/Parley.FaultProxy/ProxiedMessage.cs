namespace Parley.FaultProxy;

/// <summary>A message on its way through the proxy.</summary>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Number">Its number among all of its direction, from 1.</param>
/// <param name="Body">Its bytes: the body of HTTP, or the envelope of a framing record. Valid until the plan has answered.</param>
public readonly record struct ProxiedMessage(NetworkDirection Direction, long Number, ReadOnlyMemory<byte> Body)
{
    /// <summary>Which framed connection it goes over, from 1; 0 over HTTP, where a message is not tied to one.</summary>
    public long Connection { get; init; }
}
