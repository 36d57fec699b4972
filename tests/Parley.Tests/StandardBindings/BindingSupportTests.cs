using System.Security.Authentication.ExtendedProtection;
using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.StandardBindings;

public class BindingSupportTests
{
    public static TheoryData<string, string> Unsupported => new()
    {
        { "wsHttp", "Security.Message.ClientCredentialType" },
        { "wsHttp TransportWithMessageCredential", "Security.Message.ClientCredentialType" },
        { "wsDualHttp", "Security.Message.NegotiateServiceCredential" },
        { "netTcp Windows", "ClientCredentialType" },
        { "netTcp Message", "Security.Message.ClientCredentialType" },
        { "netNamedPipe Transport", "Security.Mode" },
        { "uds Default", "Security.Transport.ClientCredentialType" },
        { "uds TransportCredentialOnly", "Security.Mode" },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void What_is_not_supported_yet_says_so_when_channels_are_built_and_names_what_works(string name, string setting)
    {
        var binding = Make(name);
        Assert.NotNull(binding.MessageVersion);
        var factory = new ChannelFactory<IEcho>(binding, new EndpointAddress(binding.Scheme + "://localhost/x"));
        var error = Assert.Throws<NotSupportedException>(() => factory.CreateChannel());
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
        Assert.Contains(binding.Name, error.Message, StringComparison.Ordinal);
        Assert.Contains("localhost/x", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void What_is_not_supported_builds_no_shape_and_says_so_beforehand(string name, string setting)
    {
        var binding = Make(name);
        var parameters = new BindingParameterCollection();
        Assert.Empty(Shapes(binding));
        Assert.False(binding.CanBuildChannelListener<IReplyChannel>(parameters));
        Assert.False(binding.CanBuildChannelListener<IDuplexSessionChannel>(parameters));
        Assert.Contains(setting, Assert.Throws<NotSupportedException>(() => binding.BuildChannelFactory<IRequestChannel>(parameters)).Message, StringComparison.Ordinal);
        var address = new Uri(binding.Scheme + "://localhost/x");
        Assert.Contains(setting, Assert.Throws<NotSupportedException>(() => binding.BuildChannelListener<IReplyChannel>(address, parameters)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_told_to_set_what_a_named_pipe_does_not_have()
    {
        var factory = new ChannelFactory<IEcho>(new NetNamedPipeBinding(), new EndpointAddress("net.pipe://localhost/x"));
        var error = Assert.Throws<NotSupportedException>(() => factory.CreateChannel());
        Assert.DoesNotContain("ClientCredentialType", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_tls_is_refused_instead_of_left_out()
    {
        var binding = new BasicHttpBinding(BasicHttpSecurityMode.TransportCredentialOnly);
        binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Certificate;
        var error = Assert.Throws<InvalidOperationException>(binding.CreateBindingElements);
        Assert.Contains("BasicHttpSecurityMode.Transport", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extended_protection_that_must_be_is_not_left_out_in_silence()
    {
        var always = new ExtendedProtectionPolicy(PolicyEnforcement.Always);
        var basic = new BasicHttpsBinding();
        basic.Security.Transport.ExtendedProtectionPolicy = always;
        var ws = new WSHttpBinding(SecurityMode.Transport);
        ws.Security.Transport.ExtendedProtectionPolicy = always;
        var tcp = new NetTcpBinding();
        tcp.Security.Transport.ClientCredentialType = TcpClientCredentialType.Certificate;
        tcp.Security.Transport.ExtendedProtectionPolicy = always;
        foreach (var binding in new Binding[] { basic, ws, tcp })
        {
            var factory = new ChannelFactory<IEcho>(binding, new EndpointAddress(binding.Scheme + "://localhost/x"));
            var error = Assert.Throws<NotSupportedException>(() => factory.CreateChannel());
            Assert.Contains("ExtendedProtectionPolicy", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentNullException>(() => basic.Security.Transport.ExtendedProtectionPolicy = null!);
    }

    [Fact]
    public void Bindings_tell_the_truth_about_their_shapes()
    {
        Assert.Equal(["IRequestChannel"], Shapes(new BasicHttpBinding()));
        Assert.Equal(["IRequestChannel"], Shapes(new WSHttpBinding(SecurityMode.None)));
        Assert.Equal(["IOutputSessionChannel", "IDuplexSessionChannel"], Shapes(new WSDualHttpBinding(WSDualHttpSecurityMode.None)));
        Assert.Equal(["IDuplexSessionChannel"], Shapes(new NetTcpBinding(SecurityMode.None)));
        Assert.Equal(["IRequestChannel"], Shapes(new NetTcpBinding(SecurityMode.None) { TransferMode = TransferMode.Streamed }));
        Assert.Equal(["IDuplexSessionChannel"], Shapes(new UnixDomainSocketBinding(UnixDomainSocketSecurityMode.None)));
        Assert.Equal(["IDuplexSessionChannel"], Shapes(new NetNamedPipeBinding(NetNamedPipeSecurityMode.None)));
    }

    [Fact]
    public void A_contract_that_needs_a_session_cannot_use_http()
    {
        var factory = new ChannelFactory<IBasket>(new BasicHttpBinding(), new EndpointAddress("http://localhost/x"));
        Assert.Contains("NetTcpBinding", Assert.Throws<InvalidOperationException>(() => factory.CreateChannel()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bindings_with_a_reliable_session_have_its_element_on_top_in_the_version_of_their_time()
    {
        Assert.Equal(ReliableMessagingVersion.WSReliableMessagingFebruary2005, Top(new WSHttpBinding(SecurityMode.None, true)).ReliableMessagingVersion);
        Assert.Equal(ReliableMessagingVersion.WSReliableMessaging11, Top(new WS2007HttpBinding(SecurityMode.None, true)).ReliableMessagingVersion);
        Assert.Equal(ReliableMessagingVersion.WSReliableMessagingFebruary2005, Top(new NetTcpBinding(SecurityMode.None, true)).ReliableMessagingVersion);
        var binding = new NetTcpBinding(SecurityMode.None, true) { ReliableSession = { Ordered = false, InactivityTimeout = TimeSpan.FromMinutes(3) } };
        Assert.False(Top(binding).Ordered);
        Assert.Equal(TimeSpan.FromMinutes(3), Top(binding).InactivityTimeout);
        Assert.Contains(nameof(IRequestSessionChannel), Shapes(new WSHttpBinding(SecurityMode.None, true)));
        Assert.Contains(nameof(IDuplexSessionChannel), Shapes(new NetTcpBinding(SecurityMode.None, true)));

        static ReliableSessionBindingElement Top(Binding binding) => Assert.IsType<ReliableSessionBindingElement>(binding.CreateBindingElements()[0]);
    }

    [Fact]
    public void WSDualHttp_has_the_settings_of_its_session_and_of_the_clients_address_in_its_elements()
    {
        var binding = new WSDualHttpBinding(WSDualHttpSecurityMode.None)
        {
            ClientBaseAddress = new Uri("http://client:9000/callbacks"),
            MaxReceivedMessageSize = 3_000_000,
            ReliableSession = { Ordered = false, InactivityTimeout = TimeSpan.FromMinutes(3) },
        };
        var elements = binding.CreateBindingElements();
        var session = elements.Find<ReliableSessionBindingElement>()!;
        Assert.Equal((false, TimeSpan.FromMinutes(3)), (session.Ordered, session.InactivityTimeout));
        Assert.Equal(ReliableMessagingVersion.WSReliableMessagingFebruary2005, session.ReliableMessagingVersion);
        Assert.Equal(binding.ClientBaseAddress, elements.Find<CompositeDuplexBindingElement>()!.ClientBaseAddress);
        Assert.Equal(3_000_000, elements.Find<HttpTransportBindingElement>()!.MaxReceivedMessageSize);
        Assert.Throws<ArgumentException>(() => binding.ClientBaseAddress = new Uri("callbacks", UriKind.Relative));
        Assert.Throws<NotSupportedException>(() => binding.TransactionFlow = true);
    }

    [Fact]
    public void A_client_that_would_listen_is_told_where_the_part_is_that_listens()
    {
        // This program does not reference Parley.AspNetCore.
        var error = Assert.Throws<InvalidOperationException>(
            () => new WSDualHttpBinding(WSDualHttpSecurityMode.None).BuildChannelFactory<IDuplexSessionChannel>());
        Assert.Contains("Parley.AspNetCore", error.Message, StringComparison.Ordinal);
        Assert.Contains("WSDualHttpBinding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WSHttp_with_bare_transport_security_has_no_reliable_session()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new WSHttpBinding(SecurityMode.Transport, true).CreateBindingElements());
        Assert.Contains("Security.Mode", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Shapes(Binding binding)
    {
        if (binding.CanBuildChannelFactory<IOutputChannel>())
        {
            yield return nameof(IOutputChannel);
        }

        if (binding.CanBuildChannelFactory<IOutputSessionChannel>())
        {
            yield return nameof(IOutputSessionChannel);
        }

        if (binding.CanBuildChannelFactory<IRequestChannel>())
        {
            yield return nameof(IRequestChannel);
        }

        if (binding.CanBuildChannelFactory<IRequestSessionChannel>())
        {
            yield return nameof(IRequestSessionChannel);
        }

        if (binding.CanBuildChannelFactory<IDuplexChannel>())
        {
            yield return nameof(IDuplexChannel);
        }

        if (binding.CanBuildChannelFactory<IDuplexSessionChannel>())
        {
            yield return nameof(IDuplexSessionChannel);
        }
    }

    private static Binding Make(string name) =>
        name switch
        {
            "wsHttp" => new WSHttpBinding(),
            "wsDualHttp" => new WSDualHttpBinding(),
            "wsHttp TransportWithMessageCredential" => new WSHttpBinding(SecurityMode.TransportWithMessageCredential),
            "netTcp Windows" => new NetTcpBinding(),
            "netTcp Message" => new NetTcpBinding(SecurityMode.Message),
            "netNamedPipe Transport" => new NetNamedPipeBinding(),
            "uds Default" => new UnixDomainSocketBinding(),
            _ => new UnixDomainSocketBinding(UnixDomainSocketSecurityMode.TransportCredentialOnly),
        };
}
