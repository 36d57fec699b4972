using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Reads assertions of SAML 2.0 (SAML 2.0 core, section 2.3.3).</summary>
internal sealed class Saml20Reader(SecurityTokenHandlerConfiguration configuration) : AssertionReader(configuration)
{
    public override string Namespace => SamlNames.Saml20;

    public override string IdName => SamlNames.Id20;

    public override string? PeekIssuer(XmlElement assertion) =>
        assertion.ChildNodes.OfType<XmlElement>().FirstOrDefault() is { LocalName: "Issuer" } issuer && issuer.NamespaceURI == Namespace ? issuer.InnerText.Trim() : null;

    protected override AssertionContent ReadAssertion(XmlElement assertion)
    {
        if (RequiredOf(assertion, "Version") != "2.0")
        {
            throw new XmlException("The assertion is of another version than SAML 2.0.");
        }

        var children = new ChildElements(assertion);
        var content = new AssertionContent
        {
            Issuer = ChildElements.TextOf(children.Take("Issuer", Namespace)).Trim(),
            Id = RequiredOf(assertion, SamlNames.Id20),
            IssueInstant = SamlTime.Parse(RequiredOf(assertion, "IssueInstant")),
        };
        if (children.TakeIf("Subject", Namespace) is { } subject)
        {
            content.Subjects.Add(ReadSubject(subject));
        }

        if (children.TakeIf("Conditions", Namespace) is { } conditions)
        {
            ReadConditions(conditions, content);
        }

        children.TakeIf("Advice", Namespace);
        while (children.Next is not null)
        {
            ReadStatement(children.Take(), content);
        }

        return content;
    }

    protected override AssertionAttribute ReadAttribute(XmlElement attribute) =>
        new(
            RequiredOf(attribute, "Name"),
            ReadValues(new ChildElements(attribute)),
            OriginalIssuerOf(attribute),
            AttributeOf(attribute, "NameFormat"),
            AttributeOf(attribute, "FriendlyName"));

    private void ReadConditions(XmlElement conditions, AssertionContent content)
    {
        ReadTimes(conditions, content);
        var children = new ChildElements(conditions);
        while (children.Next is not null)
        {
            if (children.TakeIf("AudienceRestriction", Namespace) is { } restriction)
            {
                content.Audiences.Add(ReadAudiences(restriction));
            }
            else if (children.TakeIf("OneTimeUse", Namespace) is not null)
            {
                content.IsOneTimeUse = true;
            }
            else if (children.TakeIf("ProxyRestriction", Namespace) is null)
            {
                // A restriction of proxies is for those who issue assertions on the base of this one.
                content.UnknownCondition = children.Take().Name;
            }
        }
    }

    private void ReadStatement(XmlElement statement, AssertionContent content)
    {
        if (statement.NamespaceURI != Namespace)
        {
            throw new XmlException($"The statement {statement.Name} is not known here.");
        }

        switch (statement.LocalName)
        {
            case "AttributeStatement":
                var children = new ChildElements(statement);
                do
                {
                    Add(content, children.TakeIf("EncryptedAttribute", Namespace) is { } encrypted ? Decrypt(encrypted, "Attribute") : children.Take("Attribute", Namespace));
                }
                while (children.Next is not null);
                break;
            case "AuthnStatement":
                content.Authentications.Add(new AssertionAuthentication(
                    MethodOf(statement), SamlTime.Parse(RequiredOf(statement, "AuthnInstant")), TimeOf(statement, "SessionNotOnOrAfter")));
                break;
            case "AuthzDecisionStatement":
                break;
            default:
                throw new XmlException($"The statement {statement.Name} is not known here.");
        }
    }

    private string? MethodOf(XmlElement statement)
    {
        var children = new ChildElements(statement);
        children.TakeIf("SubjectLocality", Namespace);
        var context = new ChildElements(children.Take("AuthnContext", Namespace));
        children.End();
        return context.TakeIf("AuthnContextClassRef", Namespace) is { } method ? ChildElements.TextOf(method).Trim()
            : context.TakeIf("AuthnContextDeclRef", Namespace) is { } declaration ? ChildElements.TextOf(declaration).Trim()
            : null;
    }

    private AssertionSubject ReadSubject(XmlElement subject)
    {
        var children = new ChildElements(subject);
        var name = ReadName(children);
        var confirmations = new List<SubjectConfirmation>();
        while (children.TakeIf("SubjectConfirmation", Namespace) is { } confirmation)
        {
            confirmations.Add(ReadConfirmation(confirmation));
        }

        children.End();
        return new AssertionSubject(name, confirmations);
    }

    private NameIdentifier? ReadName(ChildElements children)
    {
        if (children.NextIs("BaseID", Namespace))
        {
            throw new XmlException("The subject has a name of a kind that is not known here (BaseID).");
        }

        var element = children.TakeIf("EncryptedID", Namespace) is { } encrypted ? Decrypt(encrypted, "NameID") : children.TakeIf("NameID", Namespace);
        return element is null ? null : new NameIdentifier(ChildElements.TextOf(element))
        {
            Format = AttributeOf(element, "Format"),
            NameQualifier = AttributeOf(element, "NameQualifier"),
            ServiceNameQualifier = AttributeOf(element, "SPNameQualifier"),
            ServiceProvidedId = AttributeOf(element, "SPProvidedID"),
        };
    }

    private SubjectConfirmation ReadConfirmation(XmlElement confirmation)
    {
        var method = RequiredOf(confirmation, "Method");
        var children = new ChildElements(confirmation);
        if (children.TakeIf("BaseID", Namespace) is null && children.TakeIf("NameID", Namespace) is null)
        {
            children.TakeIf("EncryptedID", Namespace);
        }

        var data = children.TakeIf("SubjectConfirmationData", Namespace);
        children.End();
        return data is null ? new SubjectConfirmation(method) : new SubjectConfirmation(method)
        {
            NotBefore = TimeOf(data, "NotBefore"),
            NotOnOrAfter = TimeOf(data, "NotOnOrAfter"),
            Recipient = AttributeOf(data, "Recipient"),
            InResponseTo = AttributeOf(data, "InResponseTo"),
            Address = AttributeOf(data, "Address"),
        };
    }

    private XmlElement Decrypt(XmlElement encrypted, string localName)
    {
        var element = EncryptedElement.Decrypt(encrypted, Configuration).DocumentElement!;
        return element.LocalName == localName && element.NamespaceURI == Namespace ? element : throw new XmlException($"The element {encrypted.Name} holds another element than {localName}.");
    }
}
