using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>A token that a received message has beside the one that protects it. WCF documentation: SupportingTokenSpecification.</summary>
public class SupportingTokenSpecification : SecurityTokenSpecification
{
    /// <summary>Creates the specification.</summary>
    /// <param name="token">The token.</param>
    /// <param name="attachmentMode">What it does.</param>
    public SupportingTokenSpecification(SecurityToken? token, SecurityTokenAttachmentMode attachmentMode)
        : base(token) => SecurityTokenAttachmentMode = attachmentMode;

    /// <summary>What the token does.</summary>
    public SecurityTokenAttachmentMode SecurityTokenAttachmentMode { get; }
}
