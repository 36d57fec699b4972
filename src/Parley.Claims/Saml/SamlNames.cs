namespace Parley.Claims.Saml;

/// <summary>The names of SAML tokens and of what is in them.</summary>
internal static class SamlNames
{
    public const string Saml11 = "urn:oasis:names:tc:SAML:1.0:assertion";
    public const string Saml20 = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Signature = "http://www.w3.org/2000/09/xmldsig#";
    public const string Encryption = "http://www.w3.org/2001/04/xmlenc#";
    public const string Encryption11 = "http://www.w3.org/2009/xmlenc11#";
    public const string ExclusiveCanonicalization = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    public const string Schema = "http://www.w3.org/2001/XMLSchema";
    public const string Declarations = "http://www.w3.org/2000/xmlns/";
    public const string Xml = "http://www.w3.org/XML/1998/namespace";

    public const string Assertion = "Assertion";
    public const string Id11 = "AssertionID";
    public const string Id20 = "ID";
    public const string EncryptedAssertion = "EncryptedAssertion";
    public const string EncryptedData = "EncryptedData";
    public const string EncryptedKey = "EncryptedKey";

    public const string Bearer11 = "urn:oasis:names:tc:SAML:1.0:cm:bearer";
    public const string Bearer20 = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

    /// <summary>The namespace of the attribute OriginalIssuer and of the attribute that is an actor.</summary>
    public const string IdentityClaims = "http://schemas.xmlsoap.org/ws/2009/09/identity/claims";

    public const string OriginalIssuer = "OriginalIssuer";
    public const string Actor = "Actor";
    public const string ActorClaim = IdentityClaims + "/actor";

    public const string AuthenticationMethodClaim = "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod";
    public const string AuthenticationInstantClaim = "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationinstant";

    /// <summary>The authentication type of identities that come from tokens.</summary>
    public const string Federation = "Federation";

    private const string Properties = "http://schemas.xmlsoap.org/ws/2005/05/identity/claimproperties";

    // The properties of claims: .NET documentation, ClaimProperties.
    public const string FormatProperty = Properties + "/format";
    public const string NameQualifierProperty = Properties + "/namequalifier";
    public const string ServiceNameQualifierProperty = Properties + "/spnamequalifier";
    public const string ServiceProvidedIdProperty = Properties + "/spprovidedid";
    public const string NameFormatProperty = Properties + "/attributename";
    public const string DisplayNameProperty = Properties + "/displayname";
}
