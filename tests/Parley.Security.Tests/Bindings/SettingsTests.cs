using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Bindings;

/// <summary>The settings of message security have the defaults of WCF as it was shipped, and refuse what cannot be.</summary>
public class SettingsTests
{
    [Fact]
    public void The_client_s_settings_have_WCF_s_defaults()
    {
        var settings = new LocalClientSecuritySettings();
        Assert.Equal(
            (true, 60, true, TimeSpan.FromMinutes(5), TimeSpan.MaxValue, true),
            (settings.CacheCookies, settings.CookieRenewalThresholdPercentage, settings.DetectReplays, settings.MaxClockSkew, settings.MaxCookieCachingTime, settings.ReconnectTransportOnFailure));
        Assert.Equal(
            (900_000, TimeSpan.FromMinutes(5), TimeSpan.FromHours(10), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)),
            (settings.ReplayCacheSize, settings.ReplayWindow, settings.SessionKeyRenewalInterval, settings.SessionKeyRolloverInterval, settings.TimestampValidityDuration));
    }

    [Fact]
    public void The_service_s_settings_have_WCF_s_defaults()
    {
        var settings = new LocalServiceSecuritySettings();
        Assert.Equal(
            (true, TimeSpan.FromMinutes(2), TimeSpan.FromHours(10), 1000, TimeSpan.FromMinutes(5), 128),
            (settings.DetectReplays, settings.InactivityTimeout, settings.IssuedCookieLifetime, settings.MaxCachedCookies, settings.MaxClockSkew, settings.MaxPendingSessions));
        Assert.Equal(
            (128, TimeSpan.FromMinutes(1), true, 900_000, TimeSpan.FromMinutes(5)),
            (settings.MaxStatefulNegotiations, settings.NegotiationTimeout, settings.ReconnectTransportOnFailure, settings.ReplayCacheSize, settings.ReplayWindow));
        Assert.Equal(
            (TimeSpan.FromHours(15), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)),
            (settings.SessionKeyRenewalInterval, settings.SessionKeyRolloverInterval, settings.TimestampValidityDuration));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        var client = new LocalClientSecuritySettings();
        var service = new LocalServiceSecuritySettings();
        Assert.Throws<ArgumentOutOfRangeException>(() => client.CookieRenewalThresholdPercentage = 101);
        Assert.Throws<ArgumentOutOfRangeException>(() => client.ReplayCacheSize = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => client.MaxClockSkew = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.ReplayWindow = TimeSpan.Zero);
        Assert.Throws<ArgumentNullException>(() => client.IdentityVerifier = null!);
        Assert.Throws<ArgumentOutOfRangeException>(() => service.MaxPendingSessions = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => service.MaxCachedCookies = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => service.InactivityTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => service.SessionKeyRenewalInterval = TimeSpan.Zero);
    }

    [Fact]
    public void Elements_have_WCF_s_defaults()
    {
        var symmetric = new SymmetricSecurityBindingElement();
        Assert.Equal((MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, false, null), (symmetric.MessageProtectionOrder, symmetric.RequireSignatureConfirmation, symmetric.ProtectionTokenParameters));
        var asymmetric = new AsymmetricSecurityBindingElement();
        Assert.Equal(
            (MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature, false, false), (asymmetric.MessageProtectionOrder, asymmetric.RequireSignatureConfirmation, asymmetric.AllowSerializedSigningTokenOnReply));
        foreach (var element in new SecurityBindingElement[] { symmetric, asymmetric, new TransportSecurityBindingElement() })
        {
            Assert.Same(SecurityAlgorithmSuite.Basic256, element.DefaultAlgorithmSuite);
            Assert.Same(MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11, element.MessageSecurityVersion);
            Assert.Equal((SecurityHeaderLayout.Strict, SecurityKeyEntropyMode.CombinedEntropy, true), (element.SecurityHeaderLayout, element.KeyEntropyMode, element.IncludeTimestamp));
            Assert.Equal((false, false, false), (element.AllowInsecureTransport, element.EnableUnsecuredResponse, element.ProtectTokens));
            Assert.Equal(element is not TransportSecurityBindingElement, element.LocalServiceSettings.DetectReplays && element.LocalClientSettings.DetectReplays);
        }

        Assert.Equal((false, false), (new SslSecurityTokenParameters().RequireCancellation, new SslSecurityTokenParameters().RequireClientCertificate));
        Assert.Equal((true, true), (new SecureConversationSecurityTokenParameters().RequireCancellation, new SecureConversationSecurityTokenParameters().CanRenewSession));
        Assert.Equal((X509KeyIdentifierClauseType.Any, SecurityTokenInclusionMode.AlwaysToRecipient, true), (new X509SecurityTokenParameters().X509ReferenceStyle, new X509SecurityTokenParameters().InclusionMode, new X509SecurityTokenParameters().RequireDerivedKeys));
        Assert.False(new UserNameSecurityTokenParameters().RequireDerivedKeys);
    }
}
