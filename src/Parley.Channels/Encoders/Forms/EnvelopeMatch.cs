namespace Parley.Channels;

/// <summary>An envelope that has a known form. Its body is neither empty nor a fault.</summary>
internal abstract class EnvelopeMatch
{
    /// <summary>Its headers, all of them, the same as a reader finds.</summary>
    public abstract MessageHeaders Headers { get; }
}
