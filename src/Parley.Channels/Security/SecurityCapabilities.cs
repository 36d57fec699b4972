using System.Net.Security;

namespace Parley.Channels;

/// <summary>The answer of a binding element that protects messages, or that tells who is at the other side.</summary>
internal sealed class SecurityCapabilities(
    bool supportsClientAuthentication, bool supportsServerAuthentication, ProtectionLevel requests, ProtectionLevel responses) : ISecurityCapabilities
{
    /// <summary>A transport without TLS.</summary>
    public static SecurityCapabilities None { get; } = new(false, false, ProtectionLevel.None, ProtectionLevel.None);

    public ProtectionLevel SupportedRequestProtectionLevel => requests;

    public ProtectionLevel SupportedResponseProtectionLevel => responses;

    public bool SupportsClientAuthentication => supportsClientAuthentication;

    public bool SupportsClientWindowsIdentity => false;

    public bool SupportsServerAuthentication => supportsServerAuthentication;

    /// <summary>A transport with TLS.</summary>
    public static SecurityCapabilities OfTls(bool knowsClient) => new(knowsClient, true, ProtectionLevel.EncryptAndSign, ProtectionLevel.EncryptAndSign);
}
