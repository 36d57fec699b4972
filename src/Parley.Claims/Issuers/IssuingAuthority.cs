using System.Collections.ObjectModel;
using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel.Tokens;

/// <summary>An authority that issues tokens under one or several names, and signs them with one of its keys. WIF documentation: IssuingAuthority.</summary>
public class IssuingAuthority
{
    /// <summary>Creates an authority without names and keys.</summary>
    /// <param name="name">What it is called here.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public IssuingAuthority(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>What it is called here.</summary>
    public string Name { get; }

    /// <summary>The names under which it issues tokens, compared letter by letter.</summary>
    public Collection<string> Issuers { get; } = [];

    /// <summary>The thumbprints of its certificates: 40 hexadecimal digits (SHA-1) or 64 (SHA-256).</summary>
    public Collection<string> Thumbprints { get; } = [];

    /// <summary>Its certificates, where they are known whole. They need no thumbprint.</summary>
    public Collection<X509Certificate2> Certificates { get; } = [];
}
