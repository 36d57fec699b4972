namespace Parley.Claims.Saml;

/// <summary>The names of authentication methods: in claims one for each, in assertions those of the version (SAML 1.1 core, section 7.1; SAML 2.0 authentication contexts, section 3.4).</summary>
internal static class AuthenticationMethods
{
    private const string Claims = "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/";
    /// <summary>The name in claims of a method that is not said.</summary>
    public const string Unspecified = Claims + "unspecified";

    private const string Methods11 = "urn:oasis:names:tc:SAML:1.0:am:";
    private const string Classes20 = "urn:oasis:names:tc:SAML:2.0:ac:classes:";
    private const string Windows = "urn:federation:authentication:windows";

    private static readonly (string Claim, string? Saml11, string? Saml20)[] s_known =
    [
        (Claims + "hardwaretoken", Methods11 + "HardwareToken", null),
        (Claims + "kerberos", "urn:ietf:rfc:1510", Classes20 + "Kerberos"),
        (Claims + "password", Methods11 + "password", Classes20 + "Password"),
        (Claims + "pgp", Methods11 + "PGP", Classes20 + "PGP"),
        (Claims + "secureremotepassword", "urn:ietf:rfc:2945", Classes20 + "SecureRemotePassword"),
        (Claims + "signature", "urn:ietf:rfc:3075", Classes20 + "XMLDSig"),
        (Claims + "smartcard", null, Classes20 + "Smartcard"),
        (Claims + "smartcardpki", null, Classes20 + "SmartcardPKI"),
        (Claims + "spki", Methods11 + "SPKI", Classes20 + "SPKI"),
        (Claims + "tlsclient", "urn:ietf:rfc:2246", Classes20 + "TLSClient"),
        (Unspecified, Methods11 + "unspecified", Classes20 + "unspecified"),
        (Claims + "windows", Windows, Windows),
        (Claims + "x509", Methods11 + "X509-PKI", Classes20 + "X509"),
        (Claims + "xkms", Methods11 + "XKMS", null),
    ];

    /// <summary>The name in claims; the name itself when it is not known here.</summary>
    public static string ToClaim(string method) => Array.Find(s_known, known => known.Saml11 == method || known.Saml20 == method).Claim ?? method;

    /// <summary>The name in SAML 1.1; the name itself when it is not known there.</summary>
    public static string ToSaml11(string claim) => Array.Find(s_known, known => known.Claim == claim).Saml11 ?? claim;

    /// <summary>The name in SAML 2.0; the name itself when it is not known there.</summary>
    public static string ToSaml20(string claim) => Array.Find(s_known, known => known.Claim == claim).Saml20 ?? claim;
}
