using System.Xml;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Exchange;

/// <summary>What a binding says of its messages, by their actions.</summary>
public class SecurityPolicyTests
{
    [Fact]
    public void Without_requirements_the_body_is_signed_and_encrypted_and_addressing_headers_are_signed()
    {
        var policy = SecurityPolicy.CreateClient(SecurityBindingElement.CreateAnonymousForCertificateBindingElement(), []);
        foreach (var parts in new[] { policy.GetOutgoingParts("urn:a"), policy.GetIncomingParts(null) })
        {
            Assert.True(parts.Signed.IsBodyIncluded);
            Assert.True(parts.Encrypted.IsBodyIncluded);
            Assert.True(parts.Signed.Includes("MessageID", AddressingVersion.WSAddressing10.Namespace.Value));
            Assert.True(parts.Signed.Includes("To", AddressingVersion.WSAddressingAugust2004.Namespace.Value));
            Assert.True(parts.Signed.Includes("Sequence", "http://docs.oasis-open.org/ws-rx/wsrm/200702"));
            Assert.False(parts.Signed.Includes("Else", "urn:app"));
        }
    }

    [Fact]
    public void Requirements_count_by_action_and_an_action_without_any_has_all_of_its_body_protected()
    {
        var requirements = new ChannelProtectionRequirements();
        requirements.IncomingSignatureParts.AddParts(new MessagePartSpecification(true, new XmlQualifiedName("H", "urn:app")), "urn:signed");
        requirements.IncomingEncryptionParts.AddParts(MessagePartSpecification.NoParts, "urn:signed");
        var parameters = new BindingParameterCollection { requirements };
        var policy = SecurityPolicy.CreateService(SecurityBindingElement.CreateAnonymousForCertificateBindingElement(), parameters);
        var signed = policy.GetIncomingParts("urn:signed");
        Assert.True(signed.Signed.IsBodyIncluded && signed.Signed.Includes("H", "urn:app"));
        Assert.False(signed.Encrypted.IsBodyIncluded);
        Assert.True(policy.GetIncomingParts("urn:other").Encrypted.IsBodyIncluded);
        Assert.True(policy.GetOutgoingParts("urn:signed").Encrypted.IsBodyIncluded);

        // The star stands for those that are not named.
        requirements.IncomingSignatureParts.AddParts(new MessagePartSpecification(true), "*");
        requirements.IncomingEncryptionParts.AddParts(MessagePartSpecification.NoParts, "*");
        policy = SecurityPolicy.CreateService(SecurityBindingElement.CreateAnonymousForCertificateBindingElement(), parameters);
        Assert.False(policy.GetIncomingParts("urn:other").Encrypted.IsBodyIncluded);
    }

    [Fact]
    public void What_a_service_says_of_a_session_is_protected_in_full_whatever_the_contract_says()
    {
        var requirements = new ChannelProtectionRequirements();
        foreach (var parts in (ScopedMessagePartSpecification[])[requirements.OutgoingSignatureParts, requirements.OutgoingEncryptionParts])
        {
            parts.AddParts(MessagePartSpecification.NoParts, "*");
        }

        var element = SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateAnonymousForCertificateBindingElement());
        var policy = SecurityPolicy.CreateService(element, [requirements]);
        Assert.False(policy.GetOutgoingParts("urn:a").Signed.IsBodyIncluded);
        var fault = policy.GetOutgoingParts(SecurityFaults.ConversationFaultAction);
        Assert.True(fault.Signed.IsBodyIncluded && fault.Encrypted.IsBodyIncluded);
    }

    [Fact]
    public void A_suite_with_an_algorithm_that_is_not_known_is_refused_by_its_name()
    {
        var element = SecurityBindingElement.CreateAnonymousForCertificateBindingElement();
        element.DefaultAlgorithmSuite = new UnknownSuite();
        Assert.Contains("urn:unknown", Assert.Throws<NotSupportedException>(() => SecurityPolicy.CreateClient(element, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_a_transport_that_protects_nothing_is_signed_or_encrypted()
    {
        var policy = SecurityPolicy.CreateClient(SecurityBindingElement.CreateUserNameOverTransportBindingElement(), []);
        Assert.Same(MessageParts.None, policy.GetOutgoingParts("urn:a"));
        Assert.Null(policy.Replays);
    }

    [Fact]
    public void Tokens_of_an_action_go_beside_those_of_the_endpoint()
    {
        var element = SecurityBindingElement.CreateUserNameForCertificateBindingElement();
        var tokens = new SupportingTokenParameters();
        tokens.Endorsing.Add(new X509SecurityTokenParameters());
        element.OperationSupportingTokenParameters.Add("urn:a", tokens);
        element.OptionalEndpointSupportingTokenParameters.Signed.Add(new X509SecurityTokenParameters());
        var policy = SecurityPolicy.CreateClient(element, []);
        Assert.Equal(
            [SupportingTokenKind.SignedEncrypted, SupportingTokenKind.Signed, SupportingTokenKind.Endorsing], policy.GetSupportingTokens("urn:a").Select(token => token.Kind));
        Assert.Equal([false, true], policy.GetSupportingTokens("urn:b").Select(token => token.IsOptional));
    }

    private sealed class UnknownSuite : SecurityAlgorithmSuite
    {
        public override string DefaultCanonicalizationAlgorithm => Basic256.DefaultCanonicalizationAlgorithm;

        public override string DefaultDigestAlgorithm => Basic256.DefaultDigestAlgorithm;

        public override string DefaultEncryptionAlgorithm => "urn:unknown";

        public override int DefaultEncryptionKeyDerivationLength => Basic256.DefaultEncryptionKeyDerivationLength;

        public override string DefaultSymmetricKeyWrapAlgorithm => Basic256.DefaultSymmetricKeyWrapAlgorithm;

        public override string DefaultAsymmetricKeyWrapAlgorithm => Basic256.DefaultAsymmetricKeyWrapAlgorithm;

        public override string DefaultSymmetricSignatureAlgorithm => Basic256.DefaultSymmetricSignatureAlgorithm;

        public override string DefaultAsymmetricSignatureAlgorithm => Basic256.DefaultAsymmetricSignatureAlgorithm;

        public override int DefaultSignatureKeyDerivationLength => Basic256.DefaultSignatureKeyDerivationLength;

        public override int DefaultSymmetricKeyLength => Basic256.DefaultSymmetricKeyLength;

        public override bool IsSymmetricKeyLengthSupported(int length) => Basic256.IsSymmetricKeyLengthSupported(length);

        public override bool IsAsymmetricKeyLengthSupported(int length) => Basic256.IsAsymmetricKeyLengthSupported(length);
    }
}
