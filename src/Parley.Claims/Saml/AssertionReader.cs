using System.Security.Claims;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>What the readers of both versions share: they read assertions that were verified.</summary>
/// <param name="configuration">Says with which certificates encrypted parts are decrypted.</param>
internal abstract class AssertionReader(SecurityTokenHandlerConfiguration configuration)
{
    private const int MaxActors = 8;

    /// <summary>The namespace of the version.</summary>
    public abstract string Namespace { get; }

    /// <summary>The name of the attribute that is an assertion's identifier.</summary>
    public abstract string IdName { get; }

    protected SecurityTokenHandlerConfiguration Configuration => configuration;

    /// <summary>Reads an assertion.</summary>
    /// <exception cref="XmlException">It is none.</exception>
    /// <exception cref="EncryptedTokenDecryptionFailedException">A part cannot be decrypted.</exception>
    public AssertionContent Read(XmlElement assertion)
    {
        if (assertion.LocalName != SamlNames.Assertion || assertion.NamespaceURI != Namespace)
        {
            throw new XmlException($"An element Assertion of the namespace {Namespace} is expected.");
        }

        try
        {
            return ReadAssertion(assertion);
        }
        catch (Exception damage) when (damage is FormatException or OverflowException or ArgumentException)
        {
            throw new XmlException("The assertion is damaged: a value is none of its type.", damage);
        }
    }

    /// <summary>Who an assertion that was not verified yet says issued it; null when it does not say.</summary>
    public abstract string? PeekIssuer(XmlElement assertion);

    protected abstract AssertionContent ReadAssertion(XmlElement assertion);

    protected abstract AssertionAttribute ReadAttribute(XmlElement attribute);

    /// <summary>Reads the times that the element Conditions has.</summary>
    protected static void ReadTimes(XmlElement conditions, AssertionContent content)
    {
        content.NotBefore = TimeOf(conditions, "NotBefore");
        content.NotOnOrAfter = TimeOf(conditions, "NotOnOrAfter");
    }

    /// <summary>Reads the audiences of a restriction.</summary>
    protected string[] ReadAudiences(XmlElement restriction)
    {
        var children = new ChildElements(restriction);
        string[] audiences = [.. children.TakeSome("Audience", Namespace).Select(static audience => ChildElements.TextOf(audience).Trim())];
        children.End();
        return audiences;
    }

    /// <summary>Adds an attribute to what an assertion says; the one that is an actor is read as such.</summary>
    protected void Add(AssertionContent content, XmlElement element)
    {
        var attribute = ReadAttribute(element);
        if (attribute.ClaimType == SamlNames.ActorClaim)
        {
            content.Actor = content.Actor is null ? ReadActor(attribute, MaxActors) : throw TwoActors();
        }
        else
        {
            content.Attributes.Add(attribute);
        }
    }

    /// <summary>Reads the values of an attribute.</summary>
    protected AssertionValue[] ReadValues(ChildElements children)
    {
        var values = new List<AssertionValue>();
        while (children.TakeIf("AttributeValue", Namespace) is { } value)
        {
            values.Add(ReadValue(value));
        }

        children.End();
        return [.. values];
    }

    /// <summary>An attribute of XML; null when it is not there.</summary>
    protected static string? AttributeOf(XmlElement element, string name) => element.GetAttributeNode(name)?.Value;

    /// <summary>An attribute of XML that must be there.</summary>
    protected static string RequiredOf(XmlElement element, string name) =>
        AttributeOf(element, name) is { Length: > 0 } value ? value : throw new XmlException($"The element {element.Name} lacks the attribute {name}.");

    /// <summary>A time in UTC; null when it is not there.</summary>
    protected static DateTime? TimeOf(XmlElement element, string name) => AttributeOf(element, name) is { } text ? SamlTime.Parse(text) : null;

    /// <summary>Who said an attribute first; null when it is not said.</summary>
    protected static string? OriginalIssuerOf(XmlElement attribute) =>
        attribute.GetAttribute(SamlNames.OriginalIssuer, SamlNames.IdentityClaims) is { Length: > 0 } issuer ? issuer : null;

    // An attribute whose value is XML gives it as text. The prefix of a type is often declared where the signature does not cover it, because nothing uses it visibly: it is taken for that of
    // XML Schema then, as nothing else is known of it that can be trusted.
    private static AssertionValue ReadValue(XmlElement value)
    {
        var text = value.ChildNodes.OfType<XmlElement>().Any() ? value.InnerXml : value.InnerText;
        var type = value.GetAttribute("type", SamlNames.SchemaInstance).Trim();
        var colon = type.IndexOf(':', StringComparison.Ordinal);
        var name = type[(colon + 1)..];
        if (name.Length == 0 || name.Contains('#', StringComparison.Ordinal))
        {
            return new AssertionValue(text, ClaimValueTypes.String);
        }

        var namespaceUri = value.GetNamespaceOfPrefix(colon < 0 ? "" : type[..colon]);
        return new AssertionValue(text, $"{(namespaceUri.Length == 0 ? SamlNames.Schema : namespaceUri)}#{name}");
    }

    private AssertionActor ReadActor(AssertionAttribute attribute, int left)
    {
        if (attribute.Values.Count != 1 || left == 0)
        {
            throw left == 0 ? new XmlException($"More than {MaxActors} act for each other.") : TwoActors();
        }

        var root = TokenDocument.Parse(attribute.Values[0].Text, configuration.MaxTokenSize).DocumentElement!;
        if (root.LocalName != SamlNames.Actor)
        {
            throw new XmlException($"An element Actor is expected in the attribute {SamlNames.ActorClaim}.");
        }

        var children = new ChildElements(root);
        var attributes = new List<AssertionAttribute>();
        AssertionActor? actor = null;
        while (children.TakeIf("Attribute", Namespace) is { } child)
        {
            var read = ReadAttribute(child);
            if (read.ClaimType != SamlNames.ActorClaim)
            {
                attributes.Add(read);
                continue;
            }

            actor = actor is null ? ReadActor(read, left - 1) : throw TwoActors();
        }

        children.End();
        return new AssertionActor(attributes, actor);
    }

    private static XmlException TwoActors() => new("One acts for another, and nobody else beside: the assertion has several actors at the same place, or none.");
}
