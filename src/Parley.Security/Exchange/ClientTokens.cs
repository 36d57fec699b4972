using System.Security.Cryptography;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>What a client shows of itself beside the token that protects its messages. Safe for use by many threads, but for disposal.</summary>
internal sealed class ClientTokens : IDisposable
{
    private readonly SecurityPolicy _policy;
    private readonly IEndorsingTokens? _sessions;

    /// <exception cref="InvalidOperationException">A credential that the binding asks for is not set.</exception>
    /// <exception cref="NotSupportedException">The binding asks for a token of a kind that there is not.</exception>
    public ClientTokens(SecurityPolicy policy, IEndorsingTokens? sessions)
    {
        _policy = policy;
        _sessions = sessions;
        var usesCertificate = policy.Element is AsymmetricSecurityBindingElement || policy.AllSupportingTokens.Any(static token => token.Parameters is X509SecurityTokenParameters);
        if (usesCertificate && policy.ClientCredentials?.ClientCertificate.Certificate is { } certificate)
        {
            // Only then: it may be there for TLS alone, with a key of another kind.
            Certificate = new CertificateKeys(certificate, "client");
        }

        foreach (var token in policy.AllSupportingTokens)
        {
            Check(token);
        }
    }

    /// <summary>The client's certificate; null when it has none.</summary>
    public CertificateKeys? Certificate { get; }

    /// <summary>The tokens of one message.</summary>
    /// <param name="action">The message's action; null for none.</param>
    public ShownTokens Create(string? action)
    {
        var shown = new ShownTokens(this);
        try
        {
            foreach (var token in _policy.GetSupportingTokens(action))
            {
                Add(shown, token);
            }

            return shown;
        }
        catch
        {
            shown.Dispose();
            throw;
        }
    }

    /// <summary>The client's certificate.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public CertificateKeys RequireCertificate() => Certificate ?? throw new InvalidOperationException(
        "The binding says that the client shows a certificate, but none is set. Set ClientCredentials.ClientCertificate.");

    /// <inheritdoc/>
    public void Dispose() => Certificate?.Dispose();

    private void Check(SupportingToken token)
    {
        switch (token.Parameters)
        {
            case UserNameSecurityTokenParameters when token.Kind is SupportingTokenKind.Endorsing or SupportingTokenKind.SignedEndorsing:
                throw new NotSupportedException("A user name cannot endorse a message: it has no key. Put its parameters into Signed or SignedEncrypted.");
            case UserNameSecurityTokenParameters when !token.IsOptional && !HasUserName:
                throw new InvalidOperationException(
                    "The binding says that the client shows a user name, but none is set. Set ClientCredentials.UserName.UserName and its Password.");
            case X509SecurityTokenParameters when !token.IsOptional:
                RequireCertificate();
                break;
            case UserNameSecurityTokenParameters or X509SecurityTokenParameters or SecureConversationSecurityTokenParameters:
                break;
            default:
                throw new NotSupportedException($"Supporting tokens of the kind {token.Parameters.GetType().Name} are not supported. There are user names and certificates.");
        }
    }

    private bool HasUserName => _policy.ClientCredentials?.UserName.UserName is { Length: > 0 };

    private void Add(ShownTokens shown, SupportingToken token)
    {
        switch (token.Parameters)
        {
            case UserNameSecurityTokenParameters when HasUserName:
                var user = _policy.ClientCredentials!.UserName;
                shown.Tokens.Add(new OutgoingToken(
                    new UserNameElement(SecurityIds.Next(), user.UserName!, user.Password ?? string.Empty),
                    IsSigned: true,
                    token.Kind == SupportingTokenKind.SignedEncrypted));
                break;
            case X509SecurityTokenParameters parameters when Certificate is not null:
                AddCertificate(shown, parameters, token.Kind, Certificate);
                break;
            case SecureConversationSecurityTokenParameters parameters when _sessions?.Create(parameters) is { } session:
                foreach (var element in session.Elements)
                {
                    shown.Tokens.Add(new OutgoingToken(element, token.Kind == SupportingTokenKind.SignedEndorsing, IsEncrypted: false));
                }

                shown.Endorse(session);
                break;
        }
    }

    private void AddCertificate(ShownTokens shown, X509SecurityTokenParameters parameters, SupportingTokenKind kind, CertificateKeys certificate)
    {
        var profile = _policy.Profile;
        CertificateElement? element = null;
        if (parameters.InclusionMode is SecurityTokenInclusionMode.AlwaysToRecipient or SecurityTokenInclusionMode.Once
            || kind is SupportingTokenKind.Signed or SupportingTokenKind.SignedEncrypted)
        {
            element = new CertificateElement(SecurityIds.Next(), certificate.Certificate.RawData);
            shown.Tokens.Add(new OutgoingToken(element, kind != SupportingTokenKind.Endorsing, kind == SupportingTokenKind.SignedEncrypted));
        }

        if (kind is SupportingTokenKind.Signed or SupportingTokenKind.SignedEncrypted)
        {
            return;
        }

        TokenReference reference = element is not null && parameters.ReferenceStyle == SecurityTokenReferenceStyle.Internal
            ? new IdReference(element.Id, profile.Explicit(SecurityNames.X509Token))
            : CertificateReferences.Create(certificate.Certificate, parameters.X509ReferenceStyle, profile);
        shown.Endorse(certificate, key => SigningKey.Create(key, profile.AsymmetricSignature, reference));
    }

    /// <summary>The tokens of one message. To be disposed when it has been protected.</summary>
    internal sealed class ShownTokens(ClientTokens owner) : IDisposable
    {
        private readonly List<(CertificateKeys Certificate, RSA Key)> _rented = [];
        private readonly List<IDisposable> _owned = [];

        /// <summary>What stands in the header.</summary>
        public List<OutgoingToken> Tokens { get; } = [];

        /// <summary>The keys that endorse.</summary>
        public List<SigningKey> Endorsing { get; } = [];

        /// <summary>Whether one of the keys is a certificate's.</summary>
        public bool EndorsesByCertificate => _rented.Count > 0;

        /// <summary>Whose tokens these are.</summary>
        public ClientTokens Owner => owner;

        public void Endorse(CertificateKeys certificate, Func<RSA, SigningKey> create)
        {
            var key = certificate.Rent();
            _rented.Add((certificate, key));
            Endorsing.Add(create(key));
        }

        public void Endorse(EndorsingToken token)
        {
            Endorsing.Add(token.Key);
            if (token.Owner is not null)
            {
                _owned.Add(token.Owner);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var (certificate, key) in _rented)
            {
                certificate.Return(key);
            }

            _rented.Clear();
            foreach (var owned in _owned)
            {
                owned.Dispose();
            }

            _owned.Clear();
        }
    }
}
