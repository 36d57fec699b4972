using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel.Tokens;

/// <summary>A certificate as a token. WCF documentation: X509SecurityToken.</summary>
public class X509SecurityToken : SecurityToken, IDisposable
{
    private readonly X509Certificate2 _certificate;
    private bool _isDisposed;

    /// <summary>Creates the token. It takes a copy of the certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    public X509SecurityToken(X509Certificate2 certificate)
        : this(certificate, $"uuid-{Guid.NewGuid():D}")
    {
    }

    /// <summary>Creates the token. It takes a copy of the certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="id">The token's name in its message.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public X509SecurityToken(X509Certificate2 certificate, string id)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(id);
        _certificate = new X509Certificate2(certificate);
        Id = id;
    }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <summary>The certificate. It is the token's: who wants to keep it longer makes a copy.</summary>
    /// <exception cref="ObjectDisposedException">The token's message is closed.</exception>
    public X509Certificate2 Certificate
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _certificate;
        }
    }

    /// <inheritdoc/>
    public override DateTime ValidFrom => Certificate.NotBefore.ToUniversalTime();

    /// <inheritdoc/>
    public override DateTime ValidTo => Certificate.NotAfter.ToUniversalTime();

    /// <summary>Releases the certificate.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the certificate.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _certificate.Dispose();
        }
    }
}
