using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Security.Principal;
using System.Text;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels;

/// <summary>Tells who sends a request: by the certificate of the TLS connection, by Basic authentication (RFC 7617), or by the application's own.</summary>
internal sealed class HttpAuthentication
{
    private readonly bool _requiresCertificate;
    private readonly bool _isBasic;
    private readonly bool _usesApplication;
    private readonly string _challenge;
    private readonly X509CertificateValidator? _certificateValidator;
    private readonly UserNamePasswordServiceCredential? _users;
    private readonly ConditionalWeakTable<X509Certificate2, ServiceSecurityContext> _known = [];

    public HttpAuthentication(HttpTransportBindingElement element, IServiceCredentials? credentials, bool isApplicationHosted)
    {
        _requiresCertificate = element is HttpsTransportBindingElement { RequireClientCertificate: true };
        _certificateValidator = _requiresCertificate
            ? credentials?.ClientCertificate.Authentication.CreateValidator() ?? X509CertificateValidator.ChainTrust
            : null;
        _isBasic = element.AuthenticationScheme == AuthenticationSchemes.Basic;
        if (_isBasic)
        {
            _users = credentials?.UserNameAuthentication ?? throw new InvalidOperationException(
                "The binding's authentication scheme is Basic, and nothing checks passwords. Set ServiceCredentials.UserNameAuthentication.CustomUserNamePasswordValidator.");
            _users.ThrowIfNobodyChecks();
        }

        _challenge = $"Basic realm=\"{element.Realm.Replace("\"", "", StringComparison.Ordinal)}\", charset=\"UTF-8\"";
        _usesApplication = isApplicationHosted;
    }

    /// <summary>True when there is nothing to find out.</summary>
    public bool IsAnonymous => !_requiresCertificate && !_isBasic && !_usesApplication;

    /// <summary>Who sends the request; null for somebody unknown, where that is allowed.</summary>
    /// <exception cref="HttpRefusal">The request shows no credentials, or wrong ones.</exception>
    public async ValueTask<ServiceSecurityContext?> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (_requiresCertificate)
        {
            var certificate = await http.Connection.GetClientCertificateAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new HttpRefusal(StatusCodes.Status403Forbidden, "Forbidden");
            return Check(certificate);
        }

        if (_isBasic)
        {
            return await CheckBasicAsync(http, cancellationToken).ConfigureAwait(false);
        }

        return _usesApplication && http.User.Identity is { IsAuthenticated: true } identity ? new ServiceSecurityContext(identity, http.User) : null;
    }

    private ServiceSecurityContext Check(X509Certificate2 certificate)
    {
        // A connection keeps its certificate object: it is checked once.
        if (_known.TryGetValue(certificate, out var known))
        {
            return known;
        }

        try
        {
            _certificateValidator!.Validate(certificate, CertificateUse.Client, null);
        }
        catch (SecurityTokenException exception)
        {
            throw new HttpRefusal(StatusCodes.Status403Forbidden, "Forbidden", exception);
        }

        var context = new ServiceSecurityContext(CertificateIdentity.Create(certificate));
        _known.AddOrUpdate(certificate, context);
        return context;
    }

    private async ValueTask<ServiceSecurityContext> CheckBasicAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!TryParse(http.Request.Headers.Authorization.ToString(), out var name, out var password))
        {
            http.Response.Headers.WWWAuthenticate = _challenge;
            throw new HttpRefusal(StatusCodes.Status401Unauthorized, "Unauthorized");
        }

        try
        {
            await _users!.AuthenticateAsync(name, password, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SecurityTokenException or CommunicationException)
        {
            throw new HttpRefusal(StatusCodes.Status403Forbidden, "Forbidden", exception);
        }

        return new ServiceSecurityContext(new GenericIdentity(name, "Basic"));
    }

    private static bool TryParse(string header, out string name, out string password)
    {
        name = password = string.Empty;
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var count))
        {
            return false;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        name = pair[..colon];
        password = pair[(colon + 1)..];
        return true;
    }
}
