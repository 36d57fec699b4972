namespace Parley.IdentityModel.Claims;

/// <summary>The types of claims of this model. WCF documentation: System.IdentityModel.Claims.ClaimTypes.</summary>
public static class ClaimTypes
{
    private const string Namespace = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
    private const string NamespaceOf2008 = "http://schemas.microsoft.com/ws/2008/06/identity/claims/";

    /// <summary>Nobody.</summary>
    public static string Anonymous => Namespace + "anonymous";

    /// <summary>That the subject has been authenticated.</summary>
    public static string Authentication => Namespace + "authentication";

    /// <summary>What the subject may do.</summary>
    public static string AuthorizationDecision => Namespace + "authorizationdecision";

    /// <summary>A country or region.</summary>
    public static string Country => Namespace + "country";

    /// <summary>A date of birth.</summary>
    public static string DateOfBirth => Namespace + "dateofbirth";

    /// <summary>The name of a computer.</summary>
    public static string Dns => Namespace + "dns";

    /// <summary>An address of electronic mail.</summary>
    public static string Email => Namespace + "emailaddress";

    /// <summary>A gender.</summary>
    public static string Gender => Namespace + "gender";

    /// <summary>A first name.</summary>
    public static string GivenName => Namespace + "givenname";

    /// <summary>A hash of something.</summary>
    public static string Hash => Namespace + "hash";

    /// <summary>The number of a telephone at home.</summary>
    public static string HomePhone => Namespace + "homephone";

    /// <summary>A place.</summary>
    public static string Locality => Namespace + "locality";

    /// <summary>The number of a telephone to carry.</summary>
    public static string MobilePhone => Namespace + "mobilephone";

    /// <summary>A name.</summary>
    public static string Name => Namespace + "name";

    /// <summary>What somebody is known by to somebody else.</summary>
    public static string NameIdentifier => Namespace + "nameidentifier";

    /// <summary>The number of another telephone.</summary>
    public static string OtherPhone => Namespace + "otherphone";

    /// <summary>A postal code.</summary>
    public static string PostalCode => Namespace + "postalcode";

    /// <summary>What somebody is known by to nobody else.</summary>
    public static string PPID => Namespace + "privatepersonalidentifier";

    /// <summary>A role.</summary>
    public static string Role => NamespaceOf2008 + "role";

    /// <summary>A public RSA key.</summary>
    public static string Rsa => Namespace + "rsa";

    /// <summary>A serial number.</summary>
    public static string SerialNumber => NamespaceOf2008 + "serialnumber";

    /// <summary>The name of a service in Kerberos.</summary>
    public static string Spn => Namespace + "spn";

    /// <summary>A state or province.</summary>
    public static string StateOrProvince => Namespace + "stateorprovince";

    /// <summary>A street.</summary>
    public static string StreetAddress => Namespace + "streetaddress";

    /// <summary>A last name.</summary>
    public static string Surname => Namespace + "surname";

    /// <summary>The application itself.</summary>
    public static string System => Namespace + "system";

    /// <summary>The thumbprint of a certificate.</summary>
    public static string Thumbprint => Namespace + "thumbprint";

    /// <summary>The name of a user in Kerberos.</summary>
    public static string Upn => Namespace + "upn";

    /// <summary>A URI.</summary>
    public static string Uri => Namespace + "uri";

    /// <summary>A web page.</summary>
    public static string Webpage => Namespace + "webpage";

    /// <summary>The distinguished name of a certificate's subject.</summary>
    public static string X500DistinguishedName => Namespace + "x500distinguishedname";
}
