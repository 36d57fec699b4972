using System.Xml.Linq;

namespace Parley.Interop.Tests.Captures;

/// <summary>A recorded message, or one that came, as a plain XML parser sees it.</summary>
internal sealed record DualEnvelope(XElement Root)
{
    private static readonly XNamespace s_addressing = "http://www.w3.org/2005/08/addressing";

    public string? Action => Header("Action");

    public XElement Body => Root.Elements().Single(element => element.Name.LocalName == "Body").Elements().FirstOrDefault() ?? new XElement("none");

    public (string? Identifier, string? Number) Sequence =>
        (Root.Elements().First().Elements().FirstOrDefault(static header => header.Name.LocalName == "Sequence")?.Elements().ToArray() is [var identifier, var number, ..])
            ? (identifier.Value, number.Value)
            : (null, null);

    /// <summary>What it is, and its place.</summary>
    public string Key => $"{Action![(Action!.LastIndexOf('/') + 1)..]} {Sequence.Number}".TrimEnd();

    public string? Header(string name) => Root.Elements().First().Element(s_addressing + name)?.Value;
}
