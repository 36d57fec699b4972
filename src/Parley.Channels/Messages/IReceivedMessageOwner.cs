using System.Xml;

namespace Parley.Channels;

/// <summary>What stands behind a received message: buffers and readers that go back when it is closed.</summary>
internal interface IReceivedMessageOwner
{
    /// <summary>True when the whole message is in memory, so that the body can be shown to people before it is used.</summary>
    bool IsBuffered { get; }

    /// <summary>Called once, when the message is closed or could not be made. Nothing of the message is read afterwards.</summary>
    /// <param name="reader">The reader that the message was given; null when it had none yet. The owner closes it.</param>
    void Release(XmlDictionaryReader? reader);

    /// <summary>A new reader that stands on the Envelope element, over the bytes as they came. Null when the bytes are not there.</summary>
    XmlDictionaryReader? OpenEnvelope() => null;

    /// <summary>Whether the encoder takes one more form of envelopes.</summary>
    bool RemembersForms => false;

    /// <summary>Tells the encoder of the form in which the message came.</summary>
    void Remember(EnvelopeForm form)
    {
    }

    /// <summary>The bytes as they came, when they are text in UTF-8.</summary>
    /// <param name="text">They stay as they are until the message is closed.</param>
    /// <param name="quotas">The encoder's quotas, which readers of the text keep.</param>
    bool TryGetEnvelopeText(out ArraySegment<byte> text, out XmlDictionaryReaderQuotas? quotas)
    {
        text = default;
        quotas = null;
        return false;
    }
}
