using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Reads assertions of SAML 1.0 and 1.1 (SAML 1.1 core, section 2.3).</summary>
internal sealed class Saml11Reader(SecurityTokenHandlerConfiguration configuration) : AssertionReader(configuration)
{
    public override string Namespace => SamlNames.Saml11;

    public override string IdName => SamlNames.Id11;

    public override string? PeekIssuer(XmlElement assertion) => AttributeOf(assertion, "Issuer");

    protected override AssertionContent ReadAssertion(XmlElement assertion)
    {
        if (RequiredOf(assertion, "MajorVersion") != "1" || RequiredOf(assertion, "MinorVersion") is not ("0" or "1"))
        {
            throw new XmlException("The assertion is of another version than SAML 1.0 or 1.1.");
        }

        var content = new AssertionContent
        {
            Id = RequiredOf(assertion, SamlNames.Id11),
            Issuer = RequiredOf(assertion, "Issuer"),
            IssueInstant = SamlTime.Parse(RequiredOf(assertion, "IssueInstant")),
        };
        var children = new ChildElements(assertion);
        if (children.TakeIf("Conditions", Namespace) is { } conditions)
        {
            ReadConditions(conditions, content);
        }

        children.TakeIf("Advice", Namespace);
        do
        {
            ReadStatement(children.Take(), content);
        }
        while (children.Next is not null);
        return content;
    }

    protected override AssertionAttribute ReadAttribute(XmlElement attribute)
    {
        var name = RequiredOf(attribute, "AttributeName");
        var claimType = AttributeOf(attribute, "AttributeNamespace") is { Length: > 0 } of ? $"{of}/{name}" : name;
        return new AssertionAttribute(claimType, ReadValues(new ChildElements(attribute)), OriginalIssuerOf(attribute), NameFormat: null, FriendlyName: null);
    }

    private void ReadConditions(XmlElement conditions, AssertionContent content)
    {
        ReadTimes(conditions, content);
        var children = new ChildElements(conditions);
        while (children.Next is not null)
        {
            if (children.TakeIf("AudienceRestrictionCondition", Namespace) is { } restriction)
            {
                content.Audiences.Add(ReadAudiences(restriction));
            }
            else if (children.TakeIf("DoNotCacheCondition", Namespace) is not null)
            {
                content.IsOneTimeUse = true;
            }
            else
            {
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

        var children = new ChildElements(statement);
        switch (statement.LocalName)
        {
            case "AttributeStatement":
                content.Subjects.Add(ReadSubject(children.Take("Subject", Namespace)));
                foreach (var attribute in children.TakeSome("Attribute", Namespace))
                {
                    Add(content, attribute);
                }

                children.End();
                break;
            case "AuthenticationStatement":
                content.Subjects.Add(ReadSubject(children.Take("Subject", Namespace)));
                content.Authentications.Add(new AssertionAuthentication(
                    RequiredOf(statement, "AuthenticationMethod"), SamlTime.Parse(RequiredOf(statement, "AuthenticationInstant")), SessionNotOnOrAfter: null));
                break;
            case "AuthorizationDecisionStatement":
                content.Subjects.Add(ReadSubject(children.Take("Subject", Namespace)));
                break;
            default:
                throw new XmlException($"The statement {statement.Name} is not known here.");
        }
    }

    private AssertionSubject ReadSubject(XmlElement subject)
    {
        var children = new ChildElements(subject);
        NameIdentifier? name = null;
        if (children.TakeIf("NameIdentifier", Namespace) is { } identifier)
        {
            name = new NameIdentifier(ChildElements.TextOf(identifier)) { Format = AttributeOf(identifier, "Format"), NameQualifier = AttributeOf(identifier, "NameQualifier") };
        }

        var confirmations = new List<SubjectConfirmation>();
        if (children.TakeIf("SubjectConfirmation", Namespace) is { } confirmation)
        {
            var methods = new ChildElements(confirmation);
            confirmations.AddRange(methods.TakeSome("ConfirmationMethod", Namespace).Select(static method => new SubjectConfirmation(ChildElements.TextOf(method).Trim())));
            methods.TakeIf("SubjectConfirmationData", Namespace);
            methods.TakeIf("KeyInfo", SamlNames.Signature);
            methods.End();
        }

        children.End();
        return new AssertionSubject(name, confirmations);
    }
}
