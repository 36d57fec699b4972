using System.Globalization;

namespace Parley;

/// <summary>A fault's reason in one language. WCF documentation: FaultReasonText.</summary>
public class FaultReasonText
{
    /// <summary>The language that is named when the process has none: texts of this library are English.</summary>
    private const string DefaultLanguage = "en-US";

    /// <summary>Creates a text in the language of the current culture; en-US when that is the invariant one.</summary>
    /// <param name="text">The text.</param>
    public FaultReasonText(string text)
        : this(text, CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? name : DefaultLanguage)
    {
    }

    /// <summary>Creates a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="xmlLang">The language, as xml:lang has it.</param>
    public FaultReasonText(string text, string xmlLang)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(xmlLang);
        Text = text;
        XmlLang = xmlLang;
    }

    /// <summary>Creates a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cultureInfo">The language.</param>
    public FaultReasonText(string text, CultureInfo cultureInfo)
        : this(text, NameOf(cultureInfo))
    {
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The language, as xml:lang has it.</summary>
    public string XmlLang { get; }

    /// <summary>True when the text is in the culture's language.</summary>
    /// <param name="cultureInfo">The culture.</param>
    public bool Matches(CultureInfo cultureInfo) => XmlLang == NameOf(cultureInfo);

    private static string NameOf(CultureInfo cultureInfo)
    {
        ArgumentNullException.ThrowIfNull(cultureInfo);
        return cultureInfo.Name;
    }
}
