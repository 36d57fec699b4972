using Parley.Channels;
using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.Tests.StandardBindings;

/// <summary>Which elements of message security the settings of the standard bindings mean. WCF documentation: SecurityBindingElement Authentication Modes.</summary>
public class MessageSecurityBindingTests
{
    private const string Anonymous = "Symmetric(X509 Never Thumbprint derived) confirms";
    private const string UserName = "Symmetric(X509 Never Thumbprint derived) + SignedEncrypted UserName AlwaysToRecipient";
    private const string Certificate = "Symmetric(X509 Never Thumbprint derived) confirms + Endorsing X509 AlwaysToRecipient Thumbprint";
    private const string UserNameOverTransport = "Transport + SignedEncrypted UserName AlwaysToRecipient";
    private const string CertificateOverTransport = "Transport + Endorsing X509 AlwaysToRecipient Thumbprint";
    private const string Http = "Text Soap12 Addressing10, Http";
    private const string Https = "Text Soap12 Addressing10, Https";
    private const string Tcp = "Binary Soap12 Addressing10, Tcp";
    private const string TcpTls = "Binary Soap12 Addressing10, Ssl, Tcp";
    private const string Duplex = "CompositeDuplex, OneWay, Text Soap12 Addressing10, Http";

    public static TheoryData<string, string> Table => new()
    {
        { "ws message none one-shot", $"{Anonymous}, {Http}" },
        { "ws message username one-shot", $"{UserName}, {Http}" },
        { "ws message certificate one-shot", $"{Certificate}, {Http}" },
        { "ws message none", $"{Session(Anonymous)}, {Http}" },
        { "ws message username", $"{Session(UserName)}, {Http}" },
        { "ws message certificate", $"{Session(Certificate)}, {Http}" },
        { "ws message username reliable", $"ReliableSession, {Session(UserName)}, {Http}" },
        { "ws credential username one-shot", $"{UserNameOverTransport}, {Https}" },
        { "ws credential certificate one-shot", $"{CertificateOverTransport}, {Https}" },
        { "ws credential username", $"{TransportSession(UserNameOverTransport)}, {Https}" },
        { "ws credential certificate", $"{TransportSession(CertificateOverTransport)}, {Https}" },
        { "ws credential certificate reliable", $"ReliableSession, {TransportSession(CertificateOverTransport)}, {Https}" },
        { "ws2007 message none one-shot", $"{Anonymous}, {Http}" },
        { "ws2007 message username", $"{Session(UserName)}, {Http}" },
        { "ws2007 message certificate", $"{Session(Certificate)}, {Http}" },
        { "ws2007 credential username", $"{TransportSession(UserNameOverTransport)}, {Https}" },
        { "dual message none", $"ReliableSession, {Session(Anonymous)}, {Duplex}" },
        { "dual message username", $"ReliableSession, {Session(UserName)}, {Duplex}" },
        { "dual message certificate", $"ReliableSession, {Session(Certificate)}, {Duplex}" },
        { "tcp message none", $"{Session(Anonymous)}, {Tcp}" },
        { "tcp message username", $"{Session(UserName)}, {Tcp}" },
        { "tcp message certificate", $"{Session(Certificate)}, {Tcp}" },
        { "tcp message username reliable", $"ReliableSession, {Session(UserName)}, {Tcp}" },
        { "tcp credential username", $"{TransportSession(UserNameOverTransport)}, {TcpTls}" },
        { "tcp credential certificate", $"{TransportSession(CertificateOverTransport)}, {TcpTls}" },
        { "tcp credential username reliable", $"ReliableSession, {TransportSession(UserNameOverTransport)}, {TcpTls}" },
        { "basic message certificate", "Asymmetric(X509 AlwaysToRecipient Any, X509 Never Any) shows certificate, Text Soap11, Http" },
        { "basic credential username", "Transport + SignedEncrypted UserName AlwaysToRecipient, Text Soap11, Https" },
        { "basic credential certificate", "Transport + Endorsing X509 AlwaysToRecipient Any, Text Soap11, Https" },
        { "basics credential username", "Transport + SignedEncrypted UserName AlwaysToRecipient, Text Soap11, Https" },
        { "basics credential certificate", "Transport + Endorsing X509 AlwaysToRecipient Any, Text Soap11, Https" },
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Table.Select(row => new TheoryDataRow<string>(row.Data.Item1));

    [Theory]
    [MemberData(nameof(Table))]
    public void Settings_mean_the_elements_that_they_mean_in_WCF(string settings, string expected) =>
        Assert.Equal(expected, string.Join(", ", Make(settings).CreateBindingElements().Select(Describe)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_binding_has_the_versions_of_its_time_in_the_element_and_in_its_bootstrap(string settings)
    {
        var expected = settings.Split(' ')[0] switch
        {
            "ws2007" => "WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10",
            "tcp" => "WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11",
            "basic" or "basics" => "WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10",
            _ => "WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10",
        };
        foreach (var element in WithBootstrap(Make(settings)))
        {
            Assert.Equal(expected, element.MessageSecurityVersion.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_algorithm_suite_reaches_the_element_and_its_bootstrap(string settings)
    {
        Assert.All(WithBootstrap(Make(settings)), element => Assert.Same(SecurityAlgorithmSuite.Basic256, element.DefaultAlgorithmSuite));
        var binding = Make(settings);
        switch (binding)
        {
            case WSHttpBinding ws:
                ws.Security.Message.AlgorithmSuite = SecurityAlgorithmSuite.Basic128Sha256;
                break;
            case WSDualHttpBinding dual:
                dual.Security.Message.AlgorithmSuite = SecurityAlgorithmSuite.Basic128Sha256;
                break;
            case NetTcpBinding tcp:
                tcp.Security.Message.AlgorithmSuite = SecurityAlgorithmSuite.Basic128Sha256;
                break;
            case BasicHttpBinding basic:
                basic.Security.Message.AlgorithmSuite = SecurityAlgorithmSuite.Basic128Sha256;
                break;
            default:
                ((BasicHttpsBinding)binding).Security.Message.AlgorithmSuite = SecurityAlgorithmSuite.Basic128Sha256;
                break;
        }

        Assert.All(WithBootstrap(binding), element => Assert.Same(SecurityAlgorithmSuite.Basic128Sha256, element.DefaultAlgorithmSuite));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rest_of_the_elements_settings_is_as_in_WCF(string settings)
    {
        var isBasic = settings.StartsWith("basic", StringComparison.Ordinal);
        foreach (var element in WithBootstrap(Make(settings)))
        {
            Assert.Equal(isBasic ? SecurityHeaderLayout.Lax : SecurityHeaderLayout.Strict, element.SecurityHeaderLayout);
            Assert.True(element.IncludeTimestamp);
            Assert.Equal(SecurityKeyEntropyMode.CombinedEntropy, element.KeyEntropyMode);
            Assert.False(element.EnableUnsecuredResponse);
            Assert.False(element.AllowInsecureTransport);
            Assert.False(element.ProtectTokens);
            Assert.Equal(element is not TransportSecurityBindingElement, element.LocalServiceSettings.DetectReplays);
            Assert.Equal(element is not TransportSecurityBindingElement, element.LocalClientSettings.DetectReplays);
        }
    }

    [Theory]
    [InlineData("ws message username", false)]
    [InlineData("ws message username reliable", true)]
    [InlineData("tcp credential username", false)]
    [InlineData("tcp credential username reliable", true)]
    [InlineData("dual message certificate", true)]
    public void A_session_outlives_its_connection_only_below_a_reliable_one(string settings, bool reconnects)
    {
        var element = WithBootstrap(Make(settings)).First();
        Assert.Equal(reconnects, element.LocalClientSettings.ReconnectTransportOnFailure);
        Assert.Equal(reconnects, element.LocalServiceSettings.ReconnectTransportOnFailure);
    }

    [Theory]
    [InlineData("ws credential none")]
    [InlineData("tcp credential none")]
    [InlineData("basic message username")]
    public void Settings_that_contradict_each_other_are_refused_by_name(string settings)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Make(settings).CreateBindingElements());
        Assert.Contains("Security.Message.ClientCredentialType", error.Message, StringComparison.Ordinal);
        Assert.Contains("Security.Mode", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ws message username one-shot reliable")]
    [InlineData("ws2007 message certificate one-shot reliable")]
    [InlineData("ws credential username one-shot reliable")]
    public void R2301_a_reliable_session_with_message_security_needs_a_secure_session(string settings)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Make(settings).CreateBindingElements());
        Assert.Contains("EstablishSecurityContext", error.Message, StringComparison.Ordinal);
        Assert.Contains("ReliableSession.Enabled", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ws message username negotiate", "Security.Message.NegotiateServiceCredential")]
    [InlineData("ws message none negotiate", "ServiceCertificate.DefaultCertificate")]
    [InlineData("ws2007 message certificate negotiate", "Security.Message.NegotiateServiceCredential")]
    [InlineData("dual message certificate negotiate", "Security.Message.NegotiateServiceCredential")]
    [InlineData("tcp message username negotiate", "Security.Message.NegotiateServiceCredential")]
    [InlineData("ws message windows", "Security.Message.ClientCredentialType Windows")]
    [InlineData("ws message windows negotiate", "Security.Message.NegotiateServiceCredential")]
    [InlineData("ws message issuedtoken", "Security.Message.ClientCredentialType IssuedToken")]
    [InlineData("ws credential windows", "Security.Message.ClientCredentialType Windows")]
    [InlineData("tcp credential windows", "UserName or Certificate")]
    [InlineData("dual message issuedtoken", "Security.Message.ClientCredentialType IssuedToken")]
    public void What_is_not_there_yet_is_refused_when_channels_are_built_and_the_setting_named_that_works(string settings, string expected)
    {
        var binding = Make(settings);
        var error = Assert.Throws<NotSupportedException>(() => binding.BuildChannelFactory<IRequestSessionChannel>());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(binding.GetType().Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Negotiation_does_not_count_where_TLS_shows_the_certificate()
    {
        var binding = new WSHttpBinding(SecurityMode.TransportWithMessageCredential);
        binding.Security.Message.ClientCredentialType = MessageCredentialType.UserName;
        Assert.True(binding.Security.Message.NegotiateServiceCredential);
        Assert.IsType<TransportSecurityBindingElement>(binding.CreateBindingElements()[0]);
    }

    [Fact]
    public void With_a_credential_in_messages_the_transport_asks_for_none()
    {
        var ws = (WSHttpBinding)Make("ws credential username");
        ws.Security.Transport.ClientCredentialType = HttpClientCredentialType.Certificate;
        Assert.False(ws.CreateBindingElements().Find<HttpsTransportBindingElement>()!.RequireClientCertificate);
        var basic = (BasicHttpBinding)Make("basic credential username");
        basic.Security.Transport.ClientCredentialType = HttpClientCredentialType.Basic;
        Assert.Equal(System.Net.AuthenticationSchemes.Anonymous, basic.CreateBindingElements().Find<HttpsTransportBindingElement>()!.AuthenticationScheme);
        var tcp = (NetTcpBinding)Make("tcp credential username");
        tcp.Security.Transport.ClientCredentialType = TcpClientCredentialType.Certificate;
        Assert.False(tcp.CreateBindingElements().Find<SslStreamSecurityBindingElement>()!.RequireClientCertificate);
    }

    private static string Session(string bootstrap) => $"Symmetric(SecureConversation AlwaysToRecipient cancels renews derived [{bootstrap}])";

    private static string TransportSession(string bootstrap) => $"Transport + Endorsing SecureConversation AlwaysToRecipient cancels renews [{bootstrap}]";

    private static IEnumerable<SecurityBindingElement> WithBootstrap(Binding binding)
    {
        var element = binding.CreateBindingElements().Find<SecurityBindingElement>()!;
        yield return element;
        var session = (element as SymmetricSecurityBindingElement)?.ProtectionTokenParameters as SecureConversationSecurityTokenParameters
            ?? element.EndpointSupportingTokenParameters.Endorsing.OfType<SecureConversationSecurityTokenParameters>().FirstOrDefault();
        if (session is not null)
        {
            yield return session.BootstrapSecurityBindingElement!;
        }
    }

    private static Binding Make(string settings)
    {
        var words = settings.Split(' ');
        var mode = words[1] == "message" ? SecurityMode.Message : SecurityMode.TransportWithMessageCredential;
        var type = Enum.Parse<MessageCredentialType>(words[2], ignoreCase: true);
        var reliable = words.Contains("reliable");
        switch (words[0])
        {
            case "ws" or "ws2007":
                var ws = words[0] == "ws" ? new WSHttpBinding(mode, reliable) : new WS2007HttpBinding(mode, reliable);
                ws.Security.Message.ClientCredentialType = type;
                ws.Security.Message.NegotiateServiceCredential = words.Contains("negotiate");
                ws.Security.Message.EstablishSecurityContext = !words.Contains("one-shot");
                return ws;
            case "dual":
                var dual = new WSDualHttpBinding(WSDualHttpSecurityMode.Message);
                dual.Security.Message.ClientCredentialType = type;
                dual.Security.Message.NegotiateServiceCredential = words.Contains("negotiate");
                return dual;
            case "tcp":
                var tcp = new NetTcpBinding(mode, reliable);
                tcp.Security.Message.ClientCredentialType = type;
                tcp.Security.Message.NegotiateServiceCredential = words.Contains("negotiate");
                return tcp;
            case "basic":
                var basic = new BasicHttpBinding(
                    words[1] == "message" ? BasicHttpSecurityMode.Message : BasicHttpSecurityMode.TransportWithMessageCredential);
                basic.Security.Message.ClientCredentialType = Enum.Parse<BasicHttpMessageCredentialType>(words[2], ignoreCase: true);
                return basic;
            default:
                var https = new BasicHttpsBinding(BasicHttpsSecurityMode.TransportWithMessageCredential);
                https.Security.Message.ClientCredentialType = Enum.Parse<BasicHttpMessageCredentialType>(words[2], ignoreCase: true);
                return https;
        }
    }

    private static string Describe(BindingElement element) =>
        element switch
        {
            SymmetricSecurityBindingElement symmetric =>
                $"Symmetric({Describe(symmetric.ProtectionTokenParameters!)}){(symmetric.RequireSignatureConfirmation ? " confirms" : "")}{Supporting(symmetric)}",
            AsymmetricSecurityBindingElement asymmetric =>
                $"Asymmetric({Describe(asymmetric.InitiatorTokenParameters!)}, {Describe(asymmetric.RecipientTokenParameters!)})"
                + $"{(asymmetric.RequireSignatureConfirmation ? " confirms" : "")}{(asymmetric.AllowSerializedSigningTokenOnReply ? " shows certificate" : "")}{Supporting(asymmetric)}",
            TransportSecurityBindingElement transport => "Transport" + Supporting(transport),
            TextMessageEncodingBindingElement text => "Text " + Describe(text.MessageVersion),
            BinaryMessageEncodingBindingElement binary => "Binary " + Describe(binary.MessageVersion),
            HttpsTransportBindingElement => "Https",
            HttpTransportBindingElement => "Http",
            TcpTransportBindingElement => "Tcp",
            SslStreamSecurityBindingElement => "Ssl",
            _ => element.GetType().Name.Replace("BindingElement", "", StringComparison.Ordinal),
        };

    private static string Describe(MessageVersion version) => version == MessageVersion.Soap11 ? "Soap11" : "Soap12 Addressing10";

    private static string Supporting(SecurityBindingElement element)
    {
        var tokens = element.EndpointSupportingTokenParameters;
        return string.Concat(
            tokens.Endorsing.Select(t => " + Endorsing " + Describe(t))
                .Concat(tokens.Signed.Select(t => " + Signed " + Describe(t)))
                .Concat(tokens.SignedEncrypted.Select(t => " + SignedEncrypted " + Describe(t)))
                .Concat(tokens.SignedEndorsing.Select(t => " + SignedEndorsing " + Describe(t))));
    }

    private static string Describe(SecurityTokenParameters token) =>
        token switch
        {
            X509SecurityTokenParameters x509 => $"X509 {x509.InclusionMode} {x509.X509ReferenceStyle}{Derived(x509, x509.InclusionMode == SecurityTokenInclusionMode.Never && x509.X509ReferenceStyle == X509KeyIdentifierClauseType.Thumbprint)}",
            UserNameSecurityTokenParameters user => $"UserName {user.InclusionMode}",
            SecureConversationSecurityTokenParameters session =>
                $"SecureConversation {session.InclusionMode}{(session.RequireCancellation ? " cancels" : "")}{(session.CanRenewSession ? " renews" : "")}"
                + $"{Derived(session, true)} [{Describe(session.BootstrapSecurityBindingElement!)}]",
            _ => token.GetType().Name,
        };

    private static string Derived(SecurityTokenParameters token, bool counts) => counts && token.RequireDerivedKeys ? " derived" : "";
}
