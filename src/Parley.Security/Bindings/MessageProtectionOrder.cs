namespace Parley.Security;

/// <summary>In which order a message is signed and encrypted. WCF documentation: MessageProtectionOrder.</summary>
public enum MessageProtectionOrder
{
    /// <summary>What is signed is the plain text. The signature can be read.</summary>
    SignBeforeEncrypt,

    /// <summary>What is signed is the plain text; the signature is encrypted, too. The default.</summary>
    SignBeforeEncryptAndEncryptSignature,

    /// <summary>What is signed is the encrypted text. The plain text can be guessed from nothing in the signature.</summary>
    EncryptBeforeSign,
}
