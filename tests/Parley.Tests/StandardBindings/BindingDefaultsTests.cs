using System.Globalization;
using Parley.Channels;

namespace Parley.Tests.StandardBindings;

public class BindingDefaultsTests
{
    private const string AllBindings = """
        OpenTimeout = 00:01:00
        CloseTimeout = 00:01:00
        SendTimeout = 00:01:00
        ReceiveTimeout = 00:10:00
        Namespace = http://tempuri.org/
        MaxBufferPoolSize = 524288
        MaxReceivedMessageSize = 65536
        ReaderQuotas.MaxDepth = 32
        ReaderQuotas.MaxStringContentLength = 8192
        ReaderQuotas.MaxArrayLength = 16384
        ReaderQuotas.MaxBytesPerRead = 4096
        ReaderQuotas.MaxNameTableCharCount = 16384
        """;

    private const string HttpBindings = AllBindings + """

        AllowCookies = False
        BypassProxyOnLocal = False
        HostNameComparisonMode = StrongWildcard
        MessageEncoding = Text
        ProxyAddress = 
        TextEncoding.WebName = utf-8
        UseDefaultWebProxy = True
        """;

    private const string WSHttpBindings = HttpBindings + """

        EnvelopeVersion = Soap12 (http://www.w3.org/2003/05/soap-envelope)
        MessageVersion = Soap12 (http://www.w3.org/2003/05/soap-envelope) Addressing10 (http://www.w3.org/2005/08/addressing)
        ReliableSession.Enabled = False
        ReliableSession.Ordered = True
        ReliableSession.InactivityTimeout = 00:10:00
        Security.Transport.ClientCredentialType = Windows
        Security.Transport.ProxyCredentialType = None
        Security.Transport.Realm = 
        Security.Message.ClientCredentialType = Windows
        Security.Message.NegotiateServiceCredential = True
        Security.Message.EstablishSecurityContext = True
        """;

    private const string FramingBindings = AllBindings + """

        EnvelopeVersion = Soap12 (http://www.w3.org/2003/05/soap-envelope)
        MessageVersion = Soap12 (http://www.w3.org/2003/05/soap-envelope) Addressing10 (http://www.w3.org/2005/08/addressing)
        MaxBufferSize = 65536
        TransferMode = Buffered
        """;

    public static TheoryData<string, string> Tables => new()
    {
        {
            nameof(BasicHttpBinding),
            HttpBindings + """

            Name = BasicHttpBinding
            Scheme = http
            EnvelopeVersion = Soap11 (http://schemas.xmlsoap.org/soap/envelope/)
            MaxBufferSize = 65536
            TransferMode = Buffered
            Security.Mode = None
            Security.Transport.ClientCredentialType = None
            Security.Message.ClientCredentialType = UserName
            """
        },
        {
            nameof(BasicHttpsBinding),
            HttpBindings + """

            Name = BasicHttpsBinding
            Scheme = https
            MaxBufferSize = 65536
            TransferMode = Buffered
            Security.Mode = Transport
            Security.Transport.ClientCredentialType = None
            Security.Message.ClientCredentialType = UserName
            """
        },
        { nameof(WSHttpBinding), WSHttpBindings + "\nName = WSHttpBinding\nScheme = http\nSecurity.Mode = Message" },
        { nameof(WS2007HttpBinding), WSHttpBindings + "\nName = WS2007HttpBinding\nScheme = http\nSecurity.Mode = Message" },
        {
            nameof(WSDualHttpBinding),
            AllBindings + """

            Name = WSDualHttpBinding
            Scheme = http
            EnvelopeVersion = Soap12 (http://www.w3.org/2003/05/soap-envelope)
            MessageVersion = Soap12 (http://www.w3.org/2003/05/soap-envelope) Addressing10 (http://www.w3.org/2005/08/addressing)
            BypassProxyOnLocal = False
            ClientBaseAddress = 
            HostNameComparisonMode = StrongWildcard
            MessageEncoding = Text
            ProxyAddress = 
            ReliableSession.Ordered = True
            ReliableSession.InactivityTimeout = 00:10:00
            Security.Mode = Message
            Security.Message.ClientCredentialType = Windows
            Security.Message.NegotiateServiceCredential = True
            TextEncoding.WebName = utf-8
            TransactionFlow = False
            UseDefaultWebProxy = True
            """
        },
        {
            nameof(NetTcpBinding),
            FramingBindings + """

            Name = NetTcpBinding
            Scheme = net.tcp
            HostNameComparisonMode = StrongWildcard
            ListenBacklog = 0
            MaxConnections = 0
            PortSharingEnabled = False
            ReliableSession.Enabled = False
            ReliableSession.Ordered = True
            Security.Mode = Transport
            Security.Transport.ClientCredentialType = Windows
            Security.Transport.ProtectionLevel = EncryptAndSign
            Security.Transport.SslProtocols = None
            Security.Message.ClientCredentialType = Windows
            """
        },
        {
            nameof(UnixDomainSocketBinding),
            FramingBindings + """

            Name = UnixDomainSocketBinding
            Scheme = net.uds
            Security.Mode = Transport
            Security.Transport.ClientCredentialType = Default
            Security.Transport.ProtectionLevel = EncryptAndSign
            """
        },
        {
            nameof(NetNamedPipeBinding),
            FramingBindings + """

            Name = NetNamedPipeBinding
            Scheme = net.pipe
            HostNameComparisonMode = StrongWildcard
            MaxConnections = 0
            Security.Mode = Transport
            Security.Transport.ProtectionLevel = EncryptAndSign
            """
        },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_property_of_a_new_binding_has_its_documented_default(string binding, string table)
    {
        var instance = Activator.CreateInstance(typeof(NetTcpBinding).Assembly.GetType("Parley." + binding)!)!;
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (path, expected) = (line[..line.IndexOf('=', StringComparison.Ordinal)].Trim(), line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
            object? value = instance;
            foreach (var part in path.Split('.'))
            {
                value = value!.GetType().GetProperty(part)!.GetValue(value);
            }

            Assert.Equal($"{path} = {expected}", $"{path} = {Convert.ToString(value, CultureInfo.InvariantCulture)}");
        }
    }

    [Fact]
    public void The_elements_stand_in_wcfs_order()
    {
        Assert.Equal(["TextMessageEncodingBindingElement", "HttpTransportBindingElement"], Elements(new BasicHttpBinding()));
        Assert.Equal(["MtomMessageEncodingBindingElement", "HttpTransportBindingElement"], Elements(new BasicHttpBinding { MessageEncoding = WSMessageEncoding.Mtom }));
        Assert.Equal(["TextMessageEncodingBindingElement", "HttpsTransportBindingElement"], Elements(new BasicHttpsBinding()));
        Assert.Equal(["TextMessageEncodingBindingElement", "HttpTransportBindingElement"], Elements(new WSHttpBinding(SecurityMode.None)));
        Assert.Equal(["TextMessageEncodingBindingElement", "HttpsTransportBindingElement"], Elements(new WS2007HttpBinding(SecurityMode.Transport)));
        Assert.Equal(
            ["ReliableSessionBindingElement", "CompositeDuplexBindingElement", "OneWayBindingElement", "TextMessageEncodingBindingElement", "HttpTransportBindingElement"],
            Elements(new WSDualHttpBinding(WSDualHttpSecurityMode.None)));
        Assert.Equal("MtomMessageEncodingBindingElement", Elements(new WSDualHttpBinding(WSDualHttpSecurityMode.None) { MessageEncoding = WSMessageEncoding.Mtom }).ElementAt(3));
        Assert.Equal(["BinaryMessageEncodingBindingElement", "TcpTransportBindingElement"], Elements(new NetTcpBinding(SecurityMode.None)));
        var certificates = new NetTcpBinding();
        certificates.Security.Transport.ClientCredentialType = TcpClientCredentialType.Certificate;
        Assert.Equal(["BinaryMessageEncodingBindingElement", "SslStreamSecurityBindingElement", "TcpTransportBindingElement"], Elements(certificates));
        Assert.True(certificates.CreateBindingElements().Find<SslStreamSecurityBindingElement>()!.RequireClientCertificate);
        Assert.Equal(["BinaryMessageEncodingBindingElement", "UnixDomainSocketTransportBindingElement"], Elements(new UnixDomainSocketBinding(UnixDomainSocketSecurityMode.None)));
        Assert.Equal(["BinaryMessageEncodingBindingElement", "NamedPipeTransportBindingElement"], Elements(new NetNamedPipeBinding(NetNamedPipeSecurityMode.None)));
    }

    [Fact]
    public void Soap_and_addressing_versions_are_the_bindings_own()
    {
        Assert.Equal(MessageVersion.Soap11, new BasicHttpBinding().MessageVersion);
        Assert.Equal(MessageVersion.Soap11, new BasicHttpsBinding().MessageVersion);
        Assert.Equal(MessageVersion.Soap12WSAddressing10, new WSHttpBinding().MessageVersion);
        Assert.Equal(MessageVersion.Soap12WSAddressing10, new NetTcpBinding().MessageVersion);
    }

    [Fact]
    public void Limits_of_the_binding_are_those_of_its_elements()
    {
        var basic = new BasicHttpBinding { MaxReceivedMessageSize = 1_000_000, MaxBufferSize = 1_000_000, MaxBufferPoolSize = 1, TransferMode = TransferMode.StreamedResponse };
        basic.ReaderQuotas.MaxDepth = 64;
        var elements = basic.CreateBindingElements();
        var http = elements.Find<HttpTransportBindingElement>()!;
        Assert.Equal((1_000_000, 1_000_000, 1, TransferMode.StreamedResponse), (http.MaxReceivedMessageSize, http.MaxBufferSize, http.MaxBufferPoolSize, http.TransferMode));
        Assert.Equal(64, elements.Find<TextMessageEncodingBindingElement>()!.ReaderQuotas.MaxDepth);

        var tcp = new NetTcpBinding(SecurityMode.None) { MaxReceivedMessageSize = 2_000_000, MaxBufferSize = 2_000_000, MaxConnections = 5, ListenBacklog = 7 };
        tcp.ReaderQuotas.MaxArrayLength = 123;
        elements = tcp.CreateBindingElements();
        var transport = elements.Find<TcpTransportBindingElement>()!;
        Assert.Equal((2_000_000, 2_000_000, 5, 7), (transport.MaxReceivedMessageSize, transport.MaxBufferSize, transport.MaxPendingConnections, transport.ListenBacklog));
        Assert.Equal(5, transport.ConnectionPoolSettings.MaxOutboundConnectionsPerEndpoint);
        Assert.Equal(123, elements.Find<BinaryMessageEncodingBindingElement>()!.ReaderQuotas.MaxArrayLength);

        var ws = new WSHttpBinding(SecurityMode.None) { MaxReceivedMessageSize = 3_000_000 };
        Assert.Equal(3_000_000, ws.CreateBindingElements().Find<HttpTransportBindingElement>()!.MaxBufferSize);
    }

    [Fact]
    public void A_streamed_binding_holds_no_more_than_64_KiB_of_a_message_unless_it_is_told_to()
    {
        var tcp = new NetTcpBinding(SecurityMode.None) { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = int.MaxValue };
        Assert.Equal(65536, tcp.MaxBufferSize);
        Assert.Equal(65536, tcp.CreateBindingElements().Find<TcpTransportBindingElement>()!.MaxBufferSize);
        Assert.Equal(1000, new NetTcpBinding(SecurityMode.None) { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = 1000 }.MaxBufferSize);
        tcp.MaxBufferSize = 100_000;
        Assert.Equal(100_000, tcp.CreateBindingElements().Find<TcpTransportBindingElement>()!.MaxBufferSize);

        var http = new BasicHttpBinding { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = int.MaxValue };
        Assert.Equal(65536, http.MaxBufferSize);
        Assert.Equal(65536, http.CreateBindingElements().Find<HttpTransportBindingElement>()!.MaxBufferSize);
    }

    [Fact]
    public void A_larger_message_size_on_the_transport_of_a_custom_binding_needs_no_larger_buffer_size_beside_it()
    {
        var tcp = new CustomBinding(new NetTcpBinding(SecurityMode.None));
        tcp.Elements.Find<TcpTransportBindingElement>()!.MaxReceivedMessageSize = 1_000_000;
        Assert.Equal(1_000_000, tcp.Elements.Find<TcpTransportBindingElement>()!.MaxBufferSize);
        Assert.NotNull(tcp.BuildChannelFactory<IDuplexSessionChannel>());

        foreach (var binding in new Binding[] { new BasicHttpBinding(), new WSHttpBinding(SecurityMode.None) })
        {
            var http = new CustomBinding(binding);
            http.Elements.Find<HttpTransportBindingElement>()!.MaxReceivedMessageSize = 1_000_000;
            Assert.Equal(1_000_000, http.Elements.Find<HttpTransportBindingElement>()!.MaxBufferSize);
        }
    }

    [Fact]
    public void Elements_are_found_and_removed_by_type()
    {
        var elements = new NetTcpBinding(SecurityMode.None).CreateBindingElements();
        Assert.True(elements.Contains(typeof(TransportBindingElement)));
        Assert.Single(elements.RemoveAll<TcpTransportBindingElement>());
        Assert.Empty(elements.RemoveAll<TransportBindingElement>());
        Assert.IsType<BinaryMessageEncodingBindingElement>(Assert.Single(elements));
    }

    private static IEnumerable<string> Elements(Binding binding) => binding.CreateBindingElements().Select(element => element.GetType().Name);
}
