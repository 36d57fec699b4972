using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Xml;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Reads, validates, makes and writes the tokens of one version of SAML.</summary>
/// <param name="configuration">The settings.</param>
/// <param name="reader">Reads assertions of the version.</param>
/// <param name="writer">Writes them.</param>
/// <param name="bearer">The confirmation method that makes a token a bearer token.</param>
/// <param name="toMethod">Names authentication methods as the version does.</param>
internal sealed class AssertionCodec(
    SecurityTokenHandlerConfiguration configuration, AssertionReader reader, AssertionWriter writer, string bearer, Func<string, string> toMethod)
{
    /// <summary>Whether an assertion of the version comes next.</summary>
    public bool CanRead(XmlReader input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.NodeType == XmlNodeType.Element && input.LocalName == SamlNames.Assertion && input.NamespaceURI == reader.Namespace;
    }

    /// <summary>Reads an assertion, and verifies its signature.</summary>
    /// <exception cref="XmlException">It is none, or damaged.</exception>
    /// <exception cref="SignatureVerificationFailedException">Its signature is missing, or does not fit.</exception>
    /// <exception cref="SecurityTokenUnknownIssuerException">Nobody trusts who signed it.</exception>
    /// <exception cref="EncryptedTokenDecryptionFailedException">A part cannot be decrypted.</exception>
    public AssertionState Read(XmlReader input)
    {
        if (!CanRead(input))
        {
            throw new XmlException($"An element Assertion of the namespace {reader.Namespace} is expected.");
        }

        var document = TokenDocument.Load(input, configuration.MaxTokenSize);
        var verified = AssertionSignature.Verify(document, reader.IdName, reader.PeekIssuer(document.DocumentElement!), configuration);
        return new AssertionState(reader.Read(verified.Signed.DocumentElement!), verified.Key, document, Encryption: null);
    }

    /// <summary>Validates a token, and makes an identity of it.</summary>
    /// <exception cref="SecurityTokenValidationException">It is not valid.</exception>
    public ReadOnlyCollection<ClaimsIdentity> Validate(AssertionState token, SecurityTokenValidationContext? context)
    {
        var issuer = configuration.IssuerNameRegistry.GetIssuerName(token.Key, token.Content.Issuer);
        if (string.IsNullOrEmpty(issuer))
        {
            throw new SecurityTokenUnknownIssuerException(
                $"The token of the issuer '{token.Content.Issuer}' is signed by a key that the issuer name registry does not trust. The thumbprint of its certificate is {token.Key.Certificate.Thumbprint}.");
        }

        configuration.CertificateValidator.Validate(token.Key.Certificate);
        AssertionValidation.Validate(token.Content, bearer, configuration, context);
        var identity = AssertionClaims.ToIdentity(token.Content, issuer, configuration);
        if (configuration.SaveBootstrapContext)
        {
            identity.BootstrapContext = new BootstrapContext(TokenDocument.ToText(token.Document));
        }

        return new ReadOnlyCollection<ClaimsIdentity>([identity]);
    }

    /// <summary>Makes a token, and signs it.</summary>
    /// <exception cref="ArgumentException">The descriptor lacks something.</exception>
    public AssertionState Create(SecurityTokenDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var signing = descriptor.SigningCredentials as X509SigningCredentials
            ?? throw new ArgumentException("A token is signed: SigningCredentials are not set.", nameof(descriptor));
        var content = AssertionComposer.Compose(descriptor, bearer, toMethod, configuration.TimeProvider);
        var document = writer.Write(content, signing);
        return new AssertionState(content, new X509SecurityToken(signing.Certificate), document, (X509EncryptingCredentials?)descriptor.EncryptingCredentials);
    }

    /// <summary>Writes a token as it is, or encrypted.</summary>
    public void Write(XmlWriter output, AssertionState token)
    {
        ArgumentNullException.ThrowIfNull(output);
        var assertion = token.Document.DocumentElement!;
        if (token.Encryption is null)
        {
            TokenDocument.WriteTo(assertion, output);
            return;
        }

        var encrypted = EncryptedElement.Encrypt(assertion, token.Encryption);
        if (reader.Namespace == SamlNames.Saml11)
        {
            TokenDocument.WriteTo(encrypted, output);
            return;
        }

        output.WriteStartElement(SamlNames.EncryptedAssertion, SamlNames.Saml20);
        TokenDocument.WriteTo(encrypted, output);
        output.WriteEndElement();
    }
}
