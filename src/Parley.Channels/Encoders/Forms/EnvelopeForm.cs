namespace Parley.Channels;

/// <summary>
/// A form in which envelopes come again and again. Whoever has read one of them in full knows how the next will look, and gives the form to the
/// encoder that brought it (<see cref="Message.Remember"/>). An envelope that has the form is recognised byte by byte: its headers are made
/// without an XML reader. Thread-safe.
/// </summary>
internal abstract class EnvelopeForm
{
    /// <summary>Compares an envelope with the form.</summary>
    /// <param name="envelope">The whole document, text in UTF-8. It stays as it is until its message is closed.</param>
    /// <returns>Null when it is another.</returns>
    public abstract EnvelopeMatch? TryMatch(ArraySegment<byte> envelope);
}
