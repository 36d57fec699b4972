namespace Parley.Security;

/// <summary>What a supporting token does. WS-SecurityPolicy 1.2, section 8. WCF documentation: SecurityTokenAttachmentMode.</summary>
public enum SecurityTokenAttachmentMode
{
    /// <summary>The message's signature covers it.</summary>
    Signed,

    /// <summary>Its key signs the message's signature.</summary>
    Endorsing,

    /// <summary>Its key signs the message's signature, which covers it.</summary>
    SignedEndorsing,

    /// <summary>The message's signature covers it, and it is encrypted.</summary>
    SignedEncrypted,
}
