using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>What a binding says of how messages are protected, in the form in which messages need it.</summary>
internal sealed class ProtectionProfile
{
    public required SecurityAlgorithmSuite Suite { get; init; }

    public required TrustProtocol Protocol { get; init; }

    public required MessageProtectionOrder Order { get; init; }

    public required SecurityHeaderLayout Layout { get; init; }

    public required bool IncludesTimestamp { get; init; }

    /// <summary>For how long a message says that it is valid.</summary>
    public required TimeSpan TimestampValidity { get; init; }

    /// <summary>Whether WS-Security is of version 1.1.</summary>
    public required bool IsSecurity11 { get; init; }

    /// <summary>Whether messages follow the Basic Security Profile: they say types and encodings although they are the usual.</summary>
    public required bool IsExplicit { get; init; }

    /// <summary>Whether messages are protected by keys that are derived of the token's.</summary>
    public required bool DerivesKeys { get; init; }

    /// <summary>Whether a signature covers the token whose key made it.</summary>
    public required bool ProtectsTokens { get; init; }

    public SymmetricSignature SymmetricSignature =>
        SymmetricSignature.Find(Suite.DefaultSymmetricSignatureAlgorithm) ?? throw Unknown(nameof(Suite.DefaultSymmetricSignatureAlgorithm), Suite.DefaultSymmetricSignatureAlgorithm);

    public AsymmetricSignature AsymmetricSignature =>
        AsymmetricSignature.Find(Suite.DefaultAsymmetricSignatureAlgorithm) ?? throw Unknown(nameof(Suite.DefaultAsymmetricSignatureAlgorithm), Suite.DefaultAsymmetricSignatureAlgorithm);

    public EncryptionAlgorithm Encryption =>
        EncryptionAlgorithm.Find(Suite.DefaultEncryptionAlgorithm) ?? throw Unknown(nameof(Suite.DefaultEncryptionAlgorithm), Suite.DefaultEncryptionAlgorithm);

    public AsymmetricKeyWrap KeyWrap =>
        AsymmetricKeyWrap.Find(Suite.DefaultAsymmetricKeyWrapAlgorithm) ?? throw Unknown(nameof(Suite.DefaultAsymmetricKeyWrapAlgorithm), Suite.DefaultAsymmetricKeyWrapAlgorithm);

    /// <summary>The profile of a binding.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="isClient">Whether the client's settings count, or the service's.</param>
    public static ProtectionProfile Create(SecurityBindingElement element, bool isClient) => new()
    {
        Suite = element.DefaultAlgorithmSuite,
        Protocol = TrustProtocol.Of(element.MessageSecurityVersion),
        Order = element switch
        {
            SymmetricSecurityBindingElement symmetric => symmetric.MessageProtectionOrder,
            AsymmetricSecurityBindingElement asymmetric => asymmetric.MessageProtectionOrder,
            _ => MessageProtectionOrder.SignBeforeEncrypt,
        },
        Layout = element.SecurityHeaderLayout,
        IncludesTimestamp = element.IncludeTimestamp,
        TimestampValidity = isClient ? element.LocalClientSettings.TimestampValidityDuration : element.LocalServiceSettings.TimestampValidityDuration,
        IsSecurity11 = element.MessageSecurityVersion.SecurityVersion == SecurityVersion.WSSecurity11,
        IsExplicit = element.MessageSecurityVersion.BasicSecurityProfileVersion is not null,
        ProtectsTokens = element.ProtectTokens,
        DerivesKeys = element is SymmetricSecurityBindingElement { ProtectionTokenParameters.RequireDerivedKeys: true },
    };

    /// <summary>Checks that there is an implementation of each algorithm that the suite names.</summary>
    /// <exception cref="NotSupportedException">There is none of one.</exception>
    public ProtectionProfile Checked()
    {
        _ = SymmetricSignature;
        _ = AsymmetricSignature;
        _ = Encryption;
        _ = KeyWrap;
        return DigestAlgorithm.Find(Suite.DefaultDigestAlgorithm) is null ? throw Unknown(nameof(Suite.DefaultDigestAlgorithm), Suite.DefaultDigestAlgorithm) : this;
    }

    /// <summary>The time of a message.</summary>
    /// <param name="now">The time, UTC.</param>
    /// <returns>Null when messages have none.</returns>
    public TimestampElement? CreateTimestamp(DateTime now) =>
        IncludesTimestamp ? new TimestampElement(SecurityIds.Next(), now, now + TimestampValidity) : null;

    private NotSupportedException Unknown(string property, string? algorithm) =>
        new($"The algorithm suite {Suite.GetType().Name} names '{algorithm}' as its {property}, which is not supported. Use one of the suites of SecurityAlgorithmSuite, or one that is made of their algorithms.");

    /// <summary>A value that is written only where the usual is said, too.</summary>
    public XmlDictionaryString? Explicit(XmlDictionaryString value) => IsExplicit ? value : null;
}
