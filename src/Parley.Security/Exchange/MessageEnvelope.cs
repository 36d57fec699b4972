using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>The envelope of a received message.</summary>
internal sealed class MessageEnvelope(Message message) : IEnvelopeSource
{
    /// <summary>The quotas of the encoder that read the message.</summary>
    public XmlDictionaryReaderQuotas Quotas { get; private set; } = XmlDictionaryReaderQuotas.Max;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The message's bytes are not there.</exception>
    public XmlDictionaryReader OpenEnvelope()
    {
        var reader = message.OpenEnvelope() ?? throw new InvalidOperationException("The message is not in memory as it came.");
        Quotas = reader.Quotas;
        return reader;
    }

    /// <inheritdoc/>
    public bool TryGetUtf8(out ArraySegment<byte> text)
    {
        if (!message.TryGetEnvelopeText(out text, out var quotas))
        {
            return false;
        }

        Quotas = quotas;
        return true;
    }
}
