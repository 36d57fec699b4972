using System.Xml;

namespace Parley.Claims.Saml;

/// <summary>Writes assertions of SAML 1.1.</summary>
internal sealed class Saml11Writer : AssertionWriter
{
    protected override string Namespace => SamlNames.Saml11;

    protected override string Prefix => "saml";

    protected override string IdName => SamlNames.Id11;

    protected override bool SignatureIsSecond => false;

    protected override void WriteAssertion(XmlWriter writer, AssertionContent content)
    {
        Start(writer, SamlNames.Assertion);
        WriteAttribute(writer, "MajorVersion", "1");
        WriteAttribute(writer, "MinorVersion", "1");
        WriteAttribute(writer, SamlNames.Id11, content.Id);
        WriteAttribute(writer, "Issuer", content.Issuer);
        WriteAttribute(writer, "IssueInstant", SamlTime.Format(content.IssueInstant));
        Start(writer, "Conditions");
        WriteTimes(writer, content);
        foreach (var audiences in content.Audiences)
        {
            Start(writer, "AudienceRestrictionCondition");
            foreach (var audience in audiences)
            {
                WriteText(writer, "Audience", audience);
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        WriteStatements(writer, content);
        writer.WriteEndElement();
    }

    // An assertion has a statement, and an attribute statement an attribute: a subject of which nothing is said was at least authenticated somehow.
    private void WriteStatements(XmlWriter writer, AssertionContent content)
    {
        var hasAttributes = content.Attributes.Count > 0 || content.Actor is not null;
        if (hasAttributes)
        {
            Start(writer, "AttributeStatement");
            WriteSubject(writer, content.Subjects[0]);
            WriteAttributes(writer, content.Attributes, content.Actor);
            writer.WriteEndElement();
        }

        foreach (var authentication in content.Authentications.Count > 0 || hasAttributes
            ? content.Authentications
            : [new AssertionAuthentication(AuthenticationMethods.ToSaml11(AuthenticationMethods.Unspecified), content.IssueInstant, null)])
        {
            Start(writer, "AuthenticationStatement");
            WriteAttribute(writer, "AuthenticationMethod", authentication.Method);
            WriteAttribute(writer, "AuthenticationInstant", SamlTime.Format(authentication.Instant));
            WriteSubject(writer, content.Subjects[0]);
            writer.WriteEndElement();
        }
    }

    protected override void WriteNames(XmlWriter writer, AssertionAttribute attribute)
    {
        var slash = attribute.ClaimType.LastIndexOf('/');
        if (slash <= 0 || slash == attribute.ClaimType.Length - 1)
        {
            throw new ArgumentException($"SAML 1.1 has claims whose type is a namespace, a slash and a name; '{attribute.ClaimType}' is none. SAML 2.0 has all claims.");
        }

        WriteAttribute(writer, "AttributeName", attribute.ClaimType[(slash + 1)..]);
        WriteAttribute(writer, "AttributeNamespace", attribute.ClaimType[..slash]);
    }

    private void WriteSubject(XmlWriter writer, AssertionSubject subject)
    {
        Start(writer, "Subject");
        if (subject.Name is { } name)
        {
            Start(writer, "NameIdentifier");
            WriteAttribute(writer, "Format", name.Format);
            WriteAttribute(writer, "NameQualifier", name.NameQualifier);
            writer.WriteString(name.Value);
            writer.WriteEndElement();
        }

        Start(writer, "SubjectConfirmation");
        foreach (var confirmation in subject.Confirmations)
        {
            WriteText(writer, "ConfirmationMethod", confirmation.Method);
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
