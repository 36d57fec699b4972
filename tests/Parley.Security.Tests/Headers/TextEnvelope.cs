using System.Xml;

namespace Parley.Security.Tests.Headers;

/// <summary>An envelope in UTF-8.</summary>
internal sealed class TextEnvelope(byte[] bytes) : IEnvelopeSource
{
    public bool TryGetUtf8(out ArraySegment<byte> text) { text = bytes; return true; }

    public XmlDictionaryReader OpenEnvelope()
    {
        var reader = XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        return reader;
    }
}
