using System.Security.Cryptography;
using System.Xml;
using Parley.Claims.Saml;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Reads tokens that are encrypted for one of the configuration's <see cref="SecurityTokenHandlerConfiguration.ServiceCertificates"/>: the element EncryptedData, and EncryptedAssertion
/// of SAML 2.0. What comes out is the token that is in it. WIF documentation: EncryptedSecurityTokenHandler.
/// </summary>
/// <remarks>
/// AES in CBC and GCM with RSA-OAEP is read. Keys that are wrapped by PKCS #1 v1.5 are refused. Whatever is wrong with an encrypted token or with what is in it, there is one exception, so that nobody learns of the
/// content by sending changed copies.
/// </remarks>
public class EncryptedSecurityTokenHandler : SecurityTokenHandler
{
    private readonly SecurityTokenHandlerCollection _handlers;

    /// <summary>Creates a handler.</summary>
    /// <param name="handlers">Read what is in encrypted tokens.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handlers"/> is null.</exception>
    public EncryptedSecurityTokenHandler(SecurityTokenHandlerCollection handlers)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        _handlers = handlers;
    }

    /// <summary>No token has this type: what is read is the token that was encrypted.</summary>
    public override Type TokenType => typeof(EncryptedSecurityTokenHandler);

    /// <summary>None.</summary>
    public override IReadOnlyList<string> GetTokenTypeIdentifiers() => [];

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public override bool CanReadToken(XmlReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.NodeType == XmlNodeType.Element && EncryptedElement.IsEncrypted(reader.LocalName, reader.NamespaceURI);
    }

    /// <summary>Decrypts a token, and reads it. Afterwards the reader stands behind it.</summary>
    /// <param name="reader">A reader that stands at the encrypted element.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="XmlException">It is no encrypted element, or is too large.</exception>
    /// <exception cref="EncryptedTokenDecryptionFailedException">It cannot be decrypted, or what is in it is no token that is trusted.</exception>
    public override SecurityToken ReadToken(XmlReader reader)
    {
        if (!CanReadToken(reader))
        {
            throw new XmlException("An encrypted token is expected: the element EncryptedData, or EncryptedAssertion.");
        }

        var configuration = _handlers.Configuration;
        var document = TokenDocument.Load(reader, configuration.MaxTokenSize);
        var content = EncryptedElement.Decrypt(document.DocumentElement!, configuration);
        try
        {
            using var inner = new XmlNodeReader(content);
            inner.MoveToContent();
            return _handlers.FindReader(inner) is { } handler and not EncryptedSecurityTokenHandler
                ? handler.ReadToken(inner)
                : throw new XmlException($"The encrypted element '{content.DocumentElement!.Name}' is no token that one of the handlers reads.");
        }
        catch (Exception failure) when (failure is XmlException or SecurityTokenException or CryptographicException)
        {
            throw EncryptedElement.Failed(failure);
        }
    }
}
