using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Tokens;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>
/// Finds out who sent a message: its supporting tokens are those that the policy asks for, do what they have to do, and are trusted. Safe for
/// use by many threads.
/// </summary>
internal sealed class CallerCheck
{
    private readonly SecurityPolicy _policy;

    /// <exception cref="InvalidOperationException">The binding asks for user names, and nothing says how they are checked.</exception>
    /// <exception cref="NotSupportedException">They are to be checked in a way that is not supported, or the binding asks for a token of a kind that there is not.</exception>
    public CallerCheck(SecurityPolicy policy)
    {
        _policy = policy;
        foreach (var token in policy.AllSupportingTokens)
        {
            switch (token.Parameters)
            {
                case UserNameSecurityTokenParameters:
                    (policy.ServiceCredentials ?? throw new InvalidOperationException(
                        "The binding says that clients show user names, but nothing says how they are checked. Set ServiceCredentials.UserNameAuthentication of the host.")).UserNameAuthentication.ThrowIfNobodyChecks();
                    break;
                case X509SecurityTokenParameters or SecureConversationSecurityTokenParameters:
                    break;
                default:
                    throw new NotSupportedException($"Supporting tokens of the kind {token.Parameters.GetType().Name} are not supported. There are user names and certificates.");
            }
        }
    }

    /// <summary>Finds out who sent a message.</summary>
    /// <param name="message">The message. Its signature is right.</param>
    /// <param name="action">Its action.</param>
    /// <param name="primary">The signature over the message; null where the transport protects it.</param>
    /// <param name="initiator">The certificate by which it was signed; null for another token.</param>
    /// <param name="cancellationToken">Ends a check of a password that waits.</param>
    /// <exception cref="RefusedMessageException">A token is missing, is too much, or is not trusted.</exception>
    public async ValueTask<Caller> CheckAsync(
        VerifiedMessage message, string? action, ReceivedSignature? primary, ReceivedToken.X509? initiator, CancellationToken cancellationToken)
    {
        var security = message.Security;
        var endorsing = primary is null ? SignaturesOverTimestamp(security) : security.EndorsingSignatures;
        var tokens = new TokensLeft(security, primary, endorsing);
        var caller = new Caller();
        List<(SupportingToken Expected, ReceivedToken Token)>? found = null;
        foreach (var expected in _policy.GetSupportingTokens(action))
        {
            if (Find(expected, tokens, message) is { } token)
            {
                (found ??= []).Add((expected, token));
            }
            else if (!expected.IsOptional)
            {
                throw MessageVerifier.Refuse($"The message has no {Describe(expected)}, or it is not signed, encrypted or signing as the binding says.");
            }
        }

        if (tokens.HasMore)
        {
            throw MessageVerifier.Refuse("The message has a user name or an endorsing signature that the binding does not ask for.");
        }

        // What the message says of its sender is right; now whether he is trusted.
        if (initiator is not null)
        {
            caller.Initiator = new SecurityTokenSpecification(Trust(initiator, caller));
        }

        foreach (var (expected, token) in found ?? [])
        {
            SecurityToken? trusted = token is ReceivedToken.UserName user ? await TrustAsync(user, caller, cancellationToken).ConfigureAwait(false) : Trust(token, caller);
            if (trusted is not null)
            {
                caller.SupportingTokens.Add(new SupportingTokenSpecification(trusted, ModeOf(expected.Kind)));
            }
        }

        return caller;
    }

    private static List<ReceivedSignature> SignaturesOverTimestamp(ReceivedSecurity security) =>
        security.PrimarySignature is null ? [] : [security.PrimarySignature, .. security.OtherSignatures];

    private ReceivedToken? Find(SupportingToken expected, TokensLeft tokens, VerifiedMessage message) => (expected.Parameters, expected.Kind) switch
    {
        (UserNameSecurityTokenParameters, var kind) => tokens.Take<ReceivedToken.UserName>(kind),
        (X509SecurityTokenParameters, SupportingTokenKind.Signed or SupportingTokenKind.SignedEncrypted) => tokens.Take<ReceivedToken.X509>(expected.Kind),
        (X509SecurityTokenParameters, var kind) => tokens.TakeEndorsing<ReceivedToken.X509>(kind, message, _policy),
        (_, var kind) => tokens.TakeEndorsing<ReceivedToken.SecurityContext>(kind, message, _policy),
    };

    private X509SecurityToken? Trust(ReceivedToken token, Caller caller)
    {
        switch (token)
        {
            case ReceivedToken.X509 { Certificate: var certificate }:
                Validate(certificate);

                // The identity may be asked after the message has been closed.
                caller.Add(CertificateIdentity.Create(new X509Certificate2(certificate)));
                return new X509SecurityToken(certificate, token.Id ?? string.Empty);
            case ReceivedToken.SecurityContext context:
                caller.Endorsing = new ContextName(context.Identifier, context.Instance);
                return null;
            default:
                return null;
        }
    }

    private async ValueTask<UserNameSecurityToken> TrustAsync(ReceivedToken.UserName user, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            caller.Add(await _policy.ServiceCredentials!.UserNameAuthentication.AuthenticateAsync(user.Name, user.Password, cancellationToken).ConfigureAwait(false));
            return new UserNameSecurityToken(user.Name, user.Password, user.Id ?? string.Empty);
        }
        catch (FaultException fault)
        {
            // A validator may choose what the client is told. WCF documentation: How to: Use a Custom User Name and Password Validator.
            throw new RefusedMessageException(SecurityFaultCode.FailedAuthentication, "The validator refused the user name and password.", fault);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException
            && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new RefusedMessageException(SecurityFaultCode.FailedAuthentication, "The user name and password were not accepted.", exception);
        }
    }

    private void Validate(X509Certificate2 certificate)
    {
        try
        {
            _policy.ClientCertificateValidator.Validate(certificate);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new RefusedMessageException(SecurityFaultCode.FailedAuthentication, "The client's certificate was not accepted.", exception);
        }
    }

    private static string Describe(SupportingToken expected) => expected.Parameters switch
    {
        UserNameSecurityTokenParameters => "user name",
        X509SecurityTokenParameters => $"{expected.Kind} certificate",
        _ => $"{expected.Kind} security context",
    };

    private static SecurityTokenAttachmentMode ModeOf(SupportingTokenKind kind) => kind switch
    {
        SupportingTokenKind.Signed => SecurityTokenAttachmentMode.Signed,
        SupportingTokenKind.SignedEncrypted => SecurityTokenAttachmentMode.SignedEncrypted,
        SupportingTokenKind.Endorsing => SecurityTokenAttachmentMode.Endorsing,
        _ => SecurityTokenAttachmentMode.SignedEndorsing,
    };

    /// <summary>The supporting tokens of a message that no expectation has taken yet.</summary>
    private sealed class TokensLeft(ReceivedSecurity security, ReceivedSignature? primary, List<ReceivedSignature> endorsing)
    {
        private readonly List<(EnvelopePart Part, ReceivedToken Token)> _tokens = [.. security.Tokens];
        private readonly List<ReceivedSignature> _endorsing = [.. endorsing];

        public bool HasMore => _endorsing.Count > 0 || _tokens.Exists(static token => token.Token is ReceivedToken.UserName);

        public ReceivedToken? Take<T>(SupportingTokenKind kind)
            where T : ReceivedToken
        {
            for (var i = 0; i < _tokens.Count; i++)
            {
                var (part, token) = _tokens[i];
                if (token is not T)
                {
                    continue;
                }

                // Where the transport protects the message, it protects the token.
                var isRight = primary is null
                    || (MessageVerifier.Contains(primary.Covered, part) && (kind != SupportingTokenKind.SignedEncrypted || security.EncryptedParts.Contains(part)));
                if (isRight)
                {
                    _tokens.RemoveAt(i);
                    return token;
                }
            }

            return null;
        }

        public ReceivedToken? TakeEndorsing<T>(SupportingTokenKind kind, VerifiedMessage message, SecurityPolicy policy)
            where T : ReceivedToken
        {
            for (var i = 0; i < _endorsing.Count; i++)
            {
                var signature = _endorsing[i];
                if (signature.Token.Source is not T token || !Covers(signature, token, kind, message, policy))
                {
                    continue;
                }

                _endorsing.RemoveAt(i);
                _tokens.RemoveAll(candidate => ReferenceEquals(candidate.Token, token));
                return token;
            }

            return null;
        }

        private bool Covers(ReceivedSignature signature, ReceivedToken token, SupportingTokenKind kind, VerifiedMessage message, SecurityPolicy policy)
        {
            if (primary is not null)
            {
                // That it covers the message's signature, its reader has seen.
                return kind != SupportingTokenKind.SignedEndorsing
                    || MessageVerifier.PlaceOf(security, token) is not { } place
                    || MessageVerifier.Contains(primary.Covered, place);
            }

            if (security.Timestamp is { } timestamp ? !MessageVerifier.Contains(signature.Covered, timestamp) : policy.Profile.IncludesTimestamp)
            {
                return false;
            }

            return token is not ReceivedToken.X509 || CoversTo(signature, message);
        }

        private static bool CoversTo(ReceivedSignature signature, VerifiedMessage message)
        {
            var headers = message.Headers;
            for (var i = 0; i < headers.Count; i++)
            {
                if (headers[i].Name == "To" && headers[i].Namespace == message.Version.Addressing.Namespace.Value
                    && message.Version.Addressing != Parley.Channels.AddressingVersion.None
                    && !MessageVerifier.Contains(signature.Covered, message.PlaceOfHeader(i)))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
