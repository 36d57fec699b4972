using System.Collections.ObjectModel;
using System.Globalization;

namespace Parley;

/// <summary>A fault's reason, in one language or several. SOAP 1.1 carries the first only. WCF documentation: FaultReason.</summary>
public class FaultReason
{
    /// <summary>Creates a reason in the current culture's language.</summary>
    /// <param name="text">The text.</param>
    public FaultReason(string text)
        : this(new FaultReasonText(text))
    {
    }

    /// <summary>Creates a reason in one language.</summary>
    /// <param name="translation">The text.</param>
    public FaultReason(FaultReasonText translation)
    {
        ArgumentNullException.ThrowIfNull(translation);
        Translations = new ReadOnlyCollection<FaultReasonText>([translation]);
    }

    /// <summary>Creates a reason in several languages.</summary>
    /// <param name="translations">The texts; at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public FaultReason(IEnumerable<FaultReasonText> translations)
    {
        ArgumentNullException.ThrowIfNull(translations);
        FaultReasonText[] all = [.. translations];
        if (all.Length == 0 || Array.IndexOf(all, null) >= 0)
        {
            throw new ArgumentException("A fault's reason needs at least one text, and none may be null.", nameof(translations));
        }

        Translations = new ReadOnlyCollection<FaultReasonText>(all);
    }

    /// <summary>The texts.</summary>
    public ReadOnlyCollection<FaultReasonText> Translations { get; }

    /// <summary>The text in the current culture's language, or the nearest.</summary>
    public FaultReasonText GetMatchingTranslation() => GetMatchingTranslation(CultureInfo.CurrentCulture);

    /// <summary>The text in a culture's language; else in its parent's; else English; else the first.</summary>
    /// <param name="cultureInfo">The culture.</param>
    public FaultReasonText GetMatchingTranslation(CultureInfo cultureInfo)
    {
        ArgumentNullException.ThrowIfNull(cultureInfo);
        for (var culture = cultureInfo; culture.Name.Length > 0; culture = culture.Parent)
        {
            if (Find(culture.Name) is { } exact)
            {
                return exact;
            }
        }

        return Find("en") ?? Find("en-US") ?? Find("") ?? Translations[0];
    }

    /// <summary>The text in the current culture's language, or the nearest.</summary>
    public override string ToString() => GetMatchingTranslation().Text;

    private FaultReasonText? Find(string language)
    {
        foreach (var translation in Translations)
        {
            if (string.Equals(translation.XmlLang, language, StringComparison.OrdinalIgnoreCase))
            {
                return translation;
            }
        }

        return null;
    }
}
