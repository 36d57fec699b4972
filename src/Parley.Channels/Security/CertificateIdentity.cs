using System.Security.Cryptography.X509Certificates;
using System.Security.Principal;

namespace Parley.Security;

/// <summary>The identity that a certificate proves.</summary>
internal static class CertificateIdentity
{
    /// <summary>The identity's authentication type.</summary>
    public const string AuthenticationType = "X509";

    /// <summary>Makes the identity: its name is the subject and the thumbprint, "CN=alice; 0123…".</summary>
    public static GenericIdentity Create(X509Certificate2 certificate) =>
        new($"{certificate.SubjectName.Name}; {certificate.Thumbprint}", AuthenticationType);
}
