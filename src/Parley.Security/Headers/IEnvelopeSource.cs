using System.Xml;

namespace Parley.Security;

/// <summary>A received envelope that can be read more than once.</summary>
internal interface IEnvelopeSource
{
    /// <summary>A new reader that stands on the Envelope element.</summary>
    XmlDictionaryReader OpenEnvelope();

    /// <summary>The envelope as it came, when that was text in UTF-8 without a byte order mark. It stays as it is until the envelope is closed.</summary>
    bool TryGetUtf8(out ArraySegment<byte> text)
    {
        text = default;
        return false;
    }
}
