namespace Parley.Security.Tokens;

/// <summary>
/// A token whose key client and service negotiate by TLS within SOAP messages. It can be described, but not used yet: channels of a binding
/// that has it throw <see cref="NotSupportedException"/>. WCF documentation: SslSecurityTokenParameters.
/// </summary>
public class SslSecurityTokenParameters : SecurityTokenParameters
{
    /// <summary>Creates the parameters: no certificate of the client.</summary>
    public SslSecurityTokenParameters()
        : this(requireClientCertificate: false)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="requireClientCertificate">Whether the client shows a certificate.</param>
    public SslSecurityTokenParameters(bool requireClientCertificate)
        : this(requireClientCertificate, requireCancellation: false)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="requireClientCertificate">Whether the client shows a certificate.</param>
    /// <param name="requireCancellation">False for a token that carries its own state.</param>
    public SslSecurityTokenParameters(bool requireClientCertificate, bool requireCancellation)
    {
        RequireClientCertificate = requireClientCertificate;
        RequireCancellation = requireCancellation;
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What is copied.</param>
    protected SslSecurityTokenParameters(SslSecurityTokenParameters other)
        : base(other)
    {
        RequireClientCertificate = other.RequireClientCertificate;
        RequireCancellation = other.RequireCancellation;
    }

    /// <summary>Whether the service keeps the token's state until it is cancelled. False, the default, for a token that carries its own state.</summary>
    public bool RequireCancellation { get; set; }

    /// <summary>Whether the client shows a certificate. Default false.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <inheritdoc/>
    protected internal override bool HasAsymmetricKey => false;

    /// <inheritdoc/>
    protected override SecurityTokenParameters CloneCore() => new SslSecurityTokenParameters(this);
}
