using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel.Claims;

/// <summary>
/// One thing that an issuer says of a subject: its type, the right, and the value. WCF documentation: System.IdentityModel.Claims.Claim. The
/// platform's own claims are <see cref="System.Security.Claims.Claim"/>.
/// </summary>
public class Claim
{
    private readonly IEqualityComparer<Claim> _comparer;

    /// <summary>Creates a claim.</summary>
    /// <param name="claimType">What it is about; see <see cref="ClaimTypes"/>.</param>
    /// <param name="resource">The value.</param>
    /// <param name="right">What the subject has by it; see <see cref="Rights"/>.</param>
    public Claim(string claimType, object? resource, string right)
        : this(claimType, resource, right, null)
    {
    }

    private Claim(string claimType, object? resource, string right, IEqualityComparer<Claim>? comparer)
    {
        ArgumentException.ThrowIfNullOrEmpty(claimType);
        ArgumentException.ThrowIfNullOrEmpty(right);
        ClaimType = claimType;
        Resource = resource;
        Right = right;
        _comparer = comparer ?? DefaultComparer;
    }

    /// <summary>Compares claims by type, right and value.</summary>
    public static IEqualityComparer<Claim> DefaultComparer { get; } = new ByValue();

    /// <summary>That the application itself is the subject.</summary>
    public static Claim System { get; } = new(ClaimTypes.System, "System", Rights.Identity);

    /// <summary>What the claim is about.</summary>
    public string ClaimType { get; }

    /// <summary>The value.</summary>
    public object? Resource { get; }

    /// <summary>What the subject has by the claim.</summary>
    public string Right { get; }

    /// <summary>Claims the name of a computer.</summary>
    /// <param name="dns">The name.</param>
    public static Claim CreateDnsClaim(string dns) => Possess(ClaimTypes.Dns, dns, IgnoreCase);

    /// <summary>Claims a hash.</summary>
    /// <param name="hash">The hash.</param>
    public static Claim CreateHashClaim(byte[] hash) => Possess(ClaimTypes.Hash, hash, Bytes);

    /// <summary>Claims an address of electronic mail.</summary>
    /// <param name="address">The address.</param>
    public static Claim CreateMailAddressClaim(global::System.Net.Mail.MailAddress address) => Possess(ClaimTypes.Email, address, null);

    /// <summary>Claims a name.</summary>
    /// <param name="name">The name.</param>
    public static Claim CreateNameClaim(string name) => Possess(ClaimTypes.Name, name, null);

    /// <summary>Claims the name of a service in Kerberos.</summary>
    /// <param name="spn">The name.</param>
    public static Claim CreateSpnClaim(string spn) => Possess(ClaimTypes.Spn, spn, IgnoreCase);

    /// <summary>Claims the thumbprint of a certificate.</summary>
    /// <param name="thumbprint">The thumbprint's bytes.</param>
    public static Claim CreateThumbprintClaim(byte[] thumbprint) => Possess(ClaimTypes.Thumbprint, thumbprint, Bytes);

    /// <summary>Claims the name of a user in Kerberos.</summary>
    /// <param name="upn">The name.</param>
    public static Claim CreateUpnClaim(string upn) => Possess(ClaimTypes.Upn, upn, IgnoreCase);

    /// <summary>Claims a URI.</summary>
    /// <param name="uri">The URI.</param>
    public static Claim CreateUriClaim(Uri uri) => Possess(ClaimTypes.Uri, uri, null);

    /// <summary>Claims the distinguished name of a certificate's subject.</summary>
    /// <param name="x500DistinguishedName">The name.</param>
    public static Claim CreateX500DistinguishedNameClaim(X500DistinguishedName x500DistinguishedName) =>
        Possess(ClaimTypes.X500DistinguishedName, x500DistinguishedName, DistinguishedNames);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Claim other && _comparer.Equals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => _comparer.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Right}: {ClaimType}";

    private static Claim Possess(string type, object value, IEqualityComparer<Claim>? comparer)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Claim(type, value, Rights.PossessProperty, comparer);
    }

    private static readonly ByValue IgnoreCase = new(static (one, other) =>
        string.Equals(one as string, other as string, StringComparison.OrdinalIgnoreCase));

    private static readonly ByValue Bytes = new(static (one, other) =>
        one is byte[] bytes && other is byte[] others && bytes.AsSpan().SequenceEqual(others));

    private static readonly ByValue DistinguishedNames = new(static (one, other) =>
        one is X500DistinguishedName name && other is X500DistinguishedName others && string.Equals(name.Name, others.Name, StringComparison.OrdinalIgnoreCase));

    private sealed class ByValue(Func<object?, object?, bool>? equals = null) : IEqualityComparer<Claim>
    {
        public bool Equals(Claim? x, Claim? y) =>
            ReferenceEquals(x, y)
            || (x is not null && y is not null && x.ClaimType == y.ClaimType && x.Right == y.Right
                && (equals is null ? Equals(x.Resource, y.Resource) : equals(x.Resource, y.Resource)));

        public int GetHashCode(Claim obj) =>
            HashCode.Combine(obj.ClaimType, obj.Right, equals is null ? obj.Resource?.GetHashCode() ?? 0 : 0);
    }
}
