using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.IdentityModel.Tokens;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Exchange;

/// <summary>What a client protects, its service verifies and answers, in each kind of security without a session.</summary>
public class OneShotTests
{
    public static TheoryData<string, string, string> ModesAndForms
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var mode in Modes.All)
            {
                foreach (var (encoding, version) in new[] { ("text", "12-10"), ("text", "11-10"), ("text", "12-2004"), ("text", "11-2004"), ("text", "11-none"), ("binary", "12-10"), ("binary session", "12-10"), ("mtom", "12-10") })
                {
                    cases.Add(mode, encoding, version);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string, string> ModesAndSuites
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var mode in Modes.All)
            {
                foreach (var suite in _suites.Keys)
                {
                    cases.Add(mode, suite);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string, MessageProtectionOrder, SecurityHeaderLayout, bool> Orders
    {
        get
        {
            var cases = new TheoryData<string, MessageProtectionOrder, SecurityHeaderLayout, bool>();
            foreach (var mode in new[] { "UserNameForCertificate", "MutualCertificate", "MutualCertificate10" })
            {
                foreach (var order in Enum.GetValues<MessageProtectionOrder>())
                {
                    foreach (var layout in Enum.GetValues<SecurityHeaderLayout>())
                    {
                        cases.Add(mode, order, layout, true);
                    }

                    cases.Add(mode, order, SecurityHeaderLayout.Strict, false);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string, string> ModesAndVersions
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var mode in Modes.All)
            {
                foreach (var version in _versions.Keys)
                {
                    cases.Add(mode, version);
                }
            }

            return cases;
        }
    }

    private static readonly Dictionary<string, SecurityAlgorithmSuite> _suites = new SecurityAlgorithmSuite[]
    {
        SecurityAlgorithmSuite.Basic256, SecurityAlgorithmSuite.Basic192, SecurityAlgorithmSuite.Basic128, SecurityAlgorithmSuite.TripleDes,
        SecurityAlgorithmSuite.Basic256Rsa15, SecurityAlgorithmSuite.Basic192Rsa15, SecurityAlgorithmSuite.Basic128Rsa15, SecurityAlgorithmSuite.TripleDesRsa15,
        SecurityAlgorithmSuite.Basic256Sha256, SecurityAlgorithmSuite.Basic192Sha256, SecurityAlgorithmSuite.Basic128Sha256, SecurityAlgorithmSuite.TripleDesSha256,
        SecurityAlgorithmSuite.Basic256Sha256Rsa15, SecurityAlgorithmSuite.Basic192Sha256Rsa15, SecurityAlgorithmSuite.Basic128Sha256Rsa15, SecurityAlgorithmSuite.TripleDesSha256Rsa15,
        SecurityAlgorithmSuite.Basic256GcmSha256, SecurityAlgorithmSuite.Basic128GcmSha256,
    }.ToDictionary(suite => suite.ToString()!);

    private static readonly Dictionary<string, MessageSecurityVersion> _versions = new MessageSecurityVersion[]
    {
        MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11,
        MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10,
        MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10,
        MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12,
        MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10,
        MessageSecurityVersion.WSSecurity10WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10,
    }.ToDictionary(version => version.ToString());

    [Theory]
    [MemberData(nameof(ModesAndForms))]
    public void In_each_encoding_and_version_of_messages(string mode, string encoding, string version) =>
        Exchange(mode, new Exchanged(Modes.Create(mode), encoding, version switch
        {
            "12-10" => MessageVersion.Soap12WSAddressing10,
            "11-10" => MessageVersion.Soap11WSAddressing10,
            "12-2004" => MessageVersion.Soap12WSAddressingAugust2004,
            "11-2004" => MessageVersion.Soap11WSAddressingAugust2004,
            _ => MessageVersion.Soap11,
        }));

    [Theory]
    [MemberData(nameof(ModesAndSuites))]
    public void In_each_suite(string mode, string suite)
    {
        var element = Modes.Create(mode);
        element.DefaultAlgorithmSuite = _suites[suite];
        Exchange(mode, new Exchanged(element));
    }

    [Theory]
    [MemberData(nameof(ModesAndVersions))]
    public void In_each_version_of_security(string mode, string version)
    {
        var element = Modes.Create(mode);
        element.MessageSecurityVersion = _versions[version];
        Exchange(mode, new Exchanged(element));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void In_each_order_and_layout_with_and_without_derived_keys(string mode, MessageProtectionOrder order, SecurityHeaderLayout layout, bool derivesKeys)
    {
        var element = Modes.Create(mode);
        element.SecurityHeaderLayout = layout;
        element.SetKeyDerivation(derivesKeys);
        if (element is SymmetricSecurityBindingElement symmetric)
        {
            symmetric.MessageProtectionOrder = order;
        }
        else
        {
            ((AsymmetricSecurityBindingElement)element).MessageProtectionOrder = order;
        }

        Exchange(mode, new Exchanged(element));
    }

    [Theory]
    [InlineData("AnonymousForCertificate")]
    [InlineData("UserNameForCertificate")]
    [InlineData("MutualCertificate")]
    [InlineData("MutualCertificate10")]
    [InlineData("MutualCertificateDuplex")]
    [InlineData("CertificateOverTransport")]
    public void With_protected_tokens_and_without_timestamps(string mode)
    {
        var element = Modes.Create(mode);
        element.ProtectTokens = true;
        Exchange(mode, new Exchanged(element));
        if (mode != "CertificateOverTransport")
        {
            element.IncludeTimestamp = false;
            using var without = new Exchanged(element);
            Exchange(mode, without);
            Assert.DoesNotContain("Timestamp", without.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("MutualCertificate10")]
    [InlineData("MutualCertificateDuplex")]
    public void Certificates_of_asymmetric_bindings_confirm_signatures_too(string mode)
    {
        var element = (AsymmetricSecurityBindingElement)Modes.Create(mode);
        element.MessageSecurityVersion = MessageSecurityVersion.Default;
        element.RequireSignatureConfirmation = true;
        Exchange(mode, new Exchanged(element));
    }

    [Theory]
    [InlineData(X509KeyIdentifierClauseType.Thumbprint)]
    [InlineData(X509KeyIdentifierClauseType.IssuerSerial)]
    [InlineData(X509KeyIdentifierClauseType.SubjectKeyIdentifier)]
    [InlineData(X509KeyIdentifierClauseType.RawDataKeyIdentifier)]
    [InlineData(X509KeyIdentifierClauseType.Any)]
    public void A_client_s_certificate_that_the_service_has_need_not_be_sent(X509KeyIdentifierClauseType reference)
    {
        var element = new AsymmetricSecurityBindingElement(
            new X509SecurityTokenParameters(reference, SecurityTokenInclusionMode.Never), new X509SecurityTokenParameters(reference, SecurityTokenInclusionMode.Never));
        var service = TestCredentials.ServiceOf();
        service.ClientCertificate.Certificate = TestCredentials.PublicOf(TestCredentials.Alice);
        using var exchanged = new Exchanged(element, service: service);
        Exchange("MutualCertificate10", exchanged);
        Assert.DoesNotContain("BinarySecurityToken", exchanged.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_caller_s_tokens_are_there_until_the_message_is_closed()
    {
        var element = Modes.Create("MutualCertificate");
        element.EndpointSupportingTokenParameters.SignedEncrypted.Add(new UserNameSecurityTokenParameters());
        using var exchanged = new Exchanged(element);
        var received = exchanged.Receive(exchanged.Send(out var memory));
        var security = received.Message.Properties.Security!;
        Assert.True(security.HasIncomingSupportingTokens);

        // Two identities are nobody in particular.
        Assert.True(security.ServiceSecurityContext.IsAnonymous);
        Assert.Equal(
            [SecurityTokenAttachmentMode.SignedEncrypted, SecurityTokenAttachmentMode.Endorsing], security.IncomingSupportingTokens.Select(token => token.SecurityTokenAttachmentMode));
        var user = Assert.IsType<UserNameSecurityToken>(security.IncomingSupportingTokens[0].SecurityToken);
        Assert.Equal("alice", user.UserName);
        var certificate = Assert.IsType<X509SecurityToken>(security.IncomingSupportingTokens[1].SecurityToken);
        Assert.Equal(TestCredentials.Alice.Thumbprint, certificate.Certificate.Thumbprint);
        received.Message.Close();
        Assert.Throws<ObjectDisposedException>(() => certificate.Certificate);
        received.Reply.Dispose();
        memory.Dispose();
    }

    [Fact]
    public void The_initiator_s_certificate_is_told()
    {
        using var exchanged = new Exchanged(Modes.Create("MutualCertificate10"));
        using var received = exchanged.Receive(exchanged.Send(out var memory)).Message;
        Assert.Equal(
            TestCredentials.Alice.Thumbprint, Assert.IsType<X509SecurityToken>(received.Properties.Security!.InitiatorToken!.SecurityToken).Certificate.Thumbprint);
        memory.Dispose();
    }

    [Fact]
    public void Optional_tokens_may_be_there_or_not()
    {
        var element = Modes.Create("AnonymousForCertificate");
        element.OptionalEndpointSupportingTokenParameters.SignedEncrypted.Add(new UserNameSecurityTokenParameters());
        Exchange("UserNameForCertificate", new Exchanged(element));
        Exchange("AnonymousForCertificate", new Exchanged(element, client: TestCredentials.Client(user: null)));
    }

    [Fact]
    public void Tokens_of_an_operation_are_asked_for_in_its_messages_alone()
    {
        var element = Modes.Create("AnonymousForCertificate");
        var tokens = new SupportingTokenParameters();
        tokens.SignedEndorsing.Add(new X509SecurityTokenParameters());
        element.OperationSupportingTokenParameters.Add(Exchanged.Action, tokens);
        Exchange("MutualCertificate", new Exchanged(element));
        element.OperationSupportingTokenParameters.Clear();
        element.OperationSupportingTokenParameters.Add("urn:other", tokens);
        Exchange("AnonymousForCertificate", new Exchanged(element));
    }

    [Fact]
    public void Headers_are_signed_and_encrypted_as_required_and_bodies_as_little_as_required()
    {
        var requirements = new ChannelProtectionRequirements();
        var custom = new MessagePartSpecification(new XmlQualifiedName("Custom", "urn:app"));
        requirements.IncomingSignatureParts.AddParts(custom, Exchanged.Action);
        requirements.IncomingEncryptionParts.AddParts(custom, Exchanged.Action);
        requirements.OutgoingSignatureParts.AddParts(new MessagePartSpecification(true), Exchanged.ReplyAction);
        requirements.OutgoingEncryptionParts.AddParts(MessagePartSpecification.NoParts, Exchanged.ReplyAction);
        using var exchanged = new Exchanged(Modes.Create("AnonymousForCertificate"), requirements: requirements);
        var request = exchanged.Send(out var memory);
        Assert.Contains("hello", exchanged.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("a header", exchanged.Text, StringComparison.Ordinal);
        var received = exchanged.Receive(request);
        Assert.Equal("a header", received.Message.Headers.GetHeader<string>("Custom", "urn:app"));
        var reply = exchanged.SendReply(received);
        Assert.Contains("good day", exchanged.Text, StringComparison.Ordinal);
        Assert.Equal("good day", exchanged.Client.Verify(reply, memory).GetBody<string>());
    }

    private static void Exchange(string mode, Exchanged exchanged)
    {
        using (exchanged)
        {
            for (var i = 0; i < 2; i++)
            {
                using var request = exchanged.Send(out var memory);
                var isSecret = mode is not ("CertificateSignature" or "UserNameOverTransport" or "CertificateOverTransport");
                Assert.NotEqual(isSecret, Contains(exchanged.Bytes, "hello"));
                var received = exchanged.Receive(request);
                Assert.Equal(Modes.CallerOf(mode), received.Message.Properties.Security?.ServiceSecurityContext.PrimaryIdentity.Name ?? "");
                Assert.Equal("a header", received.Message.Headers.GetHeader<string>("Custom", "urn:app"));
                using (received.Message)
                {
                    Assert.Equal("hello", received.Message.GetBody<string>());
                    using var reply = exchanged.SendReply(received, exchanged.NewReply(received.Message));
                    Assert.NotEqual(isSecret, Contains(exchanged.Bytes, "good day"));
                    using var verified = exchanged.Client.Verify(reply, memory);
                    Assert.Equal("good day", verified.GetBody<string>());
                }

                received.Reply.Dispose();
                memory.Dispose();
            }
        }
    }

    private static bool Contains(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
