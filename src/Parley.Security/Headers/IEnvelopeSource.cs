using System.Xml;

namespace Parley.Security;

/// <summary>A received envelope that can be read more than once.</summary>
internal interface IEnvelopeSource
{
    /// <summary>A new reader that stands on the Envelope element.</summary>
    XmlDictionaryReader OpenEnvelope();
}
