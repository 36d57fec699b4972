using System.Globalization;
using System.Xml;

namespace Parley.Claims.Saml;

/// <summary>Times in assertions: UTC (SAML 2.0 core, section 1.3.3).</summary>
internal static class SamlTime
{
    /// <exception cref="FormatException">It is no time.</exception>
    public static DateTime Parse(string text) => XmlConvert.ToDateTime(text, XmlDateTimeSerializationMode.Utc);

    public static string Format(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
