namespace Parley.Security.Tokens;

/// <summary>A certificate. WS-Security X.509 Certificate Token Profile. WCF documentation: X509SecurityTokenParameters.</summary>
public class X509SecurityTokenParameters : SecurityTokenParameters
{
    /// <summary>Creates the parameters: any kind of reference, sent by the client.</summary>
    public X509SecurityTokenParameters()
        : this(X509KeyIdentifierClauseType.Any)
    {
    }

    /// <summary>Creates the parameters: sent by the client.</summary>
    /// <param name="x509ReferenceStyle">How the certificate is referred to where it is not sent.</param>
    public X509SecurityTokenParameters(X509KeyIdentifierClauseType x509ReferenceStyle)
        : this(x509ReferenceStyle, SecurityTokenInclusionMode.AlwaysToRecipient)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="x509ReferenceStyle">How the certificate is referred to where it is not sent.</param>
    /// <param name="inclusionMode">Where it is sent.</param>
    public X509SecurityTokenParameters(X509KeyIdentifierClauseType x509ReferenceStyle, SecurityTokenInclusionMode inclusionMode)
    {
        X509ReferenceStyle = x509ReferenceStyle;
        InclusionMode = inclusionMode;
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What is copied.</param>
    protected X509SecurityTokenParameters(X509SecurityTokenParameters other)
        : base(other) => X509ReferenceStyle = other.X509ReferenceStyle;

    /// <summary>How the certificate is referred to where it is not sent. Default Any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public X509KeyIdentifierClauseType X509ReferenceStyle
    {
        get;
        set => field = Defined.Value(value, nameof(X509ReferenceStyle));
    }

    /// <inheritdoc/>
    protected internal override bool HasAsymmetricKey => true;

    /// <inheritdoc/>
    protected override SecurityTokenParameters CloneCore() => new X509SecurityTokenParameters(this);
}
