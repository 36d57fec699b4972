using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>The body of a request for a token, or of its answer.</summary>
internal sealed class TokenBody : BodyWriter
{
    private readonly Action<XmlDictionaryWriter> _write;

    /// <param name="request">The request.</param>
    /// <param name="protocol">The version.</param>
    public TokenBody(TokenRequest request, TrustProtocol protocol)
        : base(isBuffered: true) => _write = writer => TokenRequestWriter.Write(writer, request, protocol);

    /// <param name="response">The answer.</param>
    /// <param name="protocol">The version.</param>
    /// <param name="isTyped">Whether references by id say their type.</param>
    public TokenBody(TokenResponse response, TrustProtocol protocol, bool isTyped)
        : base(isBuffered: true) => _write = writer => TokenResponseWriter.Write(writer, response, protocol, isTyped);

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => _write(writer);
}
