using System.Xml;

namespace Parley.Claims.Saml;

/// <summary>Writes assertions of SAML 2.0.</summary>
internal sealed class Saml20Writer : AssertionWriter
{
    protected override string Namespace => SamlNames.Saml20;

    protected override string Prefix => "";

    protected override string IdName => SamlNames.Id20;

    protected override bool SignatureIsSecond => true;

    protected override void WriteAssertion(XmlWriter writer, AssertionContent content)
    {
        Start(writer, SamlNames.Assertion);
        WriteAttribute(writer, SamlNames.Id20, content.Id);
        WriteAttribute(writer, "IssueInstant", SamlTime.Format(content.IssueInstant));
        WriteAttribute(writer, "Version", "2.0");
        WriteText(writer, "Issuer", content.Issuer);
        WriteSubject(writer, content.Subjects[0]);
        Start(writer, "Conditions");
        WriteTimes(writer, content);
        foreach (var audiences in content.Audiences)
        {
            Start(writer, "AudienceRestriction");
            foreach (var audience in audiences)
            {
                WriteText(writer, "Audience", audience);
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        if (content.Attributes.Count > 0 || content.Actor is not null)
        {
            Start(writer, "AttributeStatement");
            WriteAttributes(writer, content.Attributes, content.Actor);
            writer.WriteEndElement();
        }

        foreach (var authentication in content.Authentications)
        {
            Start(writer, "AuthnStatement");
            WriteAttribute(writer, "AuthnInstant", SamlTime.Format(authentication.Instant));
            Start(writer, "AuthnContext");
            WriteText(writer, "AuthnContextClassRef", authentication.Method!);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    protected override void WriteNames(XmlWriter writer, AssertionAttribute attribute)
    {
        WriteAttribute(writer, "Name", attribute.ClaimType);
        WriteAttribute(writer, "NameFormat", attribute.NameFormat);
        WriteAttribute(writer, "FriendlyName", attribute.FriendlyName);
    }

    private void WriteSubject(XmlWriter writer, AssertionSubject subject)
    {
        Start(writer, "Subject");
        if (subject.Name is { } name)
        {
            Start(writer, "NameID");
            WriteAttribute(writer, "NameQualifier", name.NameQualifier);
            WriteAttribute(writer, "SPNameQualifier", name.ServiceNameQualifier);
            WriteAttribute(writer, "Format", name.Format);
            WriteAttribute(writer, "SPProvidedID", name.ServiceProvidedId);
            writer.WriteString(name.Value);
            writer.WriteEndElement();
        }

        foreach (var confirmation in subject.Confirmations)
        {
            Start(writer, "SubjectConfirmation");
            WriteAttribute(writer, "Method", confirmation.Method);
            if (confirmation.NotOnOrAfter is { } until)
            {
                Start(writer, "SubjectConfirmationData");
                WriteAttribute(writer, "NotOnOrAfter", SamlTime.Format(until));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}
