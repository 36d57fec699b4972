using System.Security.Claims;
using System.Text;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>What the writers of both versions share: they make the signed document of an assertion.</summary>
internal abstract class AssertionWriter
{
    // Nothing uses it visibly, so that the signature has to name it.
    private const string TypePrefix = "tn";

    /// <summary>The namespace of the version.</summary>
    protected abstract string Namespace { get; }

    /// <summary>The prefix of its elements; empty for none.</summary>
    protected abstract string Prefix { get; }

    /// <summary>The name of the attribute that is an assertion's identifier.</summary>
    protected abstract string IdName { get; }

    /// <summary>Writes an assertion, and signs it.</summary>
    public XmlDocument Write(AssertionContent content, X509SigningCredentials credentials)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var writer = document.CreateNavigator()!.AppendChild())
        {
            WriteAssertion(writer, content);
        }

        var hasTypes = content.Attributes.Any(static attribute => attribute.Values.Any(HasType));
        return AssertionSignature.Sign(document, IdName, SignatureIsSecond, hasTypes ? TypePrefix : null, credentials);
    }

    /// <summary>Whether the signature follows the first child; it is the last child otherwise.</summary>
    protected abstract bool SignatureIsSecond { get; }

    protected abstract void WriteAssertion(XmlWriter writer, AssertionContent content);

    /// <summary>Writes the names of an attribute.</summary>
    protected abstract void WriteNames(XmlWriter writer, AssertionAttribute attribute);

    protected void Start(XmlWriter writer, string name) => writer.WriteStartElement(Prefix, name, Namespace);

    protected void WriteText(XmlWriter writer, string name, string text)
    {
        Start(writer, name);
        writer.WriteString(text);
        writer.WriteEndElement();
    }

    protected static void WriteAttribute(XmlWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteAttributeString(name, value);
        }
    }

    protected static void WriteTimes(XmlWriter writer, AssertionContent content)
    {
        WriteAttribute(writer, "NotBefore", content.NotBefore is { } from ? SamlTime.Format(from) : null);
        WriteAttribute(writer, "NotOnOrAfter", content.NotOnOrAfter is { } until ? SamlTime.Format(until) : null);
    }

    protected void WriteAttributes(XmlWriter writer, IEnumerable<AssertionAttribute> attributes, AssertionActor? actor)
    {
        foreach (var attribute in attributes)
        {
            Start(writer, "Attribute");
            WriteNames(writer, attribute);
            if (attribute.OriginalIssuer is { } issuer)
            {
                writer.WriteAttributeString("a", SamlNames.OriginalIssuer, SamlNames.IdentityClaims, issuer);
            }

            foreach (var value in attribute.Values)
            {
                Start(writer, "AttributeValue");
                WriteType(writer, value);
                writer.WriteString(value.Text);
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        if (actor is not null)
        {
            WriteAttributes(writer, [new AssertionAttribute(SamlNames.ActorClaim, [new AssertionValue(ActorText(actor), ClaimValueTypes.String)], null, null, null)], null);
        }
    }

    // The URI of a type is its namespace and its name; others cannot be said in XML, and are left out.
    private static bool HasType(AssertionValue value) =>
        value.ValueType != ClaimValueTypes.String && value.ValueType.Split('#') is [{ Length: > 0 }, var name] && name.Length > 0 && XmlReader.IsName(name) && !name.Contains(':', StringComparison.Ordinal);

    private static void WriteType(XmlWriter writer, AssertionValue value)
    {
        if (HasType(value))
        {
            var hash = value.ValueType.IndexOf('#', StringComparison.Ordinal);
            writer.WriteAttributeString("xmlns", TypePrefix, SamlNames.Declarations, value.ValueType[..hash]);
            writer.WriteAttributeString("i", "type", SamlNames.SchemaInstance, $"{TypePrefix}:{value.ValueType[(hash + 1)..]}");
        }
    }

    private string ActorText(AssertionActor actor)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize }))
        {
            writer.WriteStartElement(SamlNames.Actor);
            WriteAttributes(writer, actor.Attributes, actor.Actor);
            writer.WriteEndElement();
        }

        return text.ToString();
    }
}
