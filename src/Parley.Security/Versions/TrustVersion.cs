using System.Xml;

namespace Parley.Security;

/// <summary>A version of WS-Trust, by which tokens are asked for and given. WCF documentation: TrustVersion.</summary>
public sealed class TrustVersion
{
    private readonly string _name;

    private TrustVersion(string name, XmlDictionaryString ns, string prefix)
    {
        _name = name;
        Namespace = ns;
        Prefix = SecurityNames.Add(prefix);
    }

    /// <summary>WS-Trust of February 2005.</summary>
    public static TrustVersion WSTrustFeb2005 { get; } = new(nameof(WSTrustFeb2005), SecurityNames.TrustFebruary2005, "t");

    /// <summary>WS-Trust 1.3, of OASIS.</summary>
    public static TrustVersion WSTrust13 { get; } = new(nameof(WSTrust13), SecurityNames.Trust13, "trust");

    /// <summary>WS-Trust of February 2005.</summary>
    public static TrustVersion Default => WSTrustFeb2005;

    /// <summary>The version's namespace.</summary>
    public XmlDictionaryString Namespace { get; }

    /// <summary>The prefix that is usual for it.</summary>
    public XmlDictionaryString Prefix { get; }

    /// <inheritdoc/>
    public override string ToString() => _name;
}
