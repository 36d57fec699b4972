using System.Net;

namespace Parley.Channels;

/// <summary>Carries messages over HTTP in TLS. WCF documentation: HttpsTransportBindingElement.</summary>
public class HttpsTransportBindingElement : HttpTransportBindingElement
{
    /// <summary>Creates the element with its defaults.</summary>
    public HttpsTransportBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">The original.</param>
    protected HttpsTransportBindingElement(HttpsTransportBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        RequireClientCertificate = elementToBeCloned.RequireClientCertificate;
    }

    /// <summary>True when the client must show a certificate. Default false.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <inheritdoc/>
    public override string Scheme => Uri.UriSchemeHttps;

    /// <inheritdoc/>
    public override BindingElement Clone() => new HttpsTransportBindingElement(this);

    private protected override SecurityCapabilities Capabilities =>
        SecurityCapabilities.OfTls(RequireClientCertificate || AuthenticationScheme != AuthenticationSchemes.Anonymous);
}
