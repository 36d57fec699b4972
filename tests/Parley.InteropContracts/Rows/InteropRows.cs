#nullable enable
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.Security;

namespace Parley.Interop;

/// <summary>The agreed rows, as Parley's bindings.</summary>
public static class InteropRows
{
    private const int Quota = 4 * 1024 * 1024;

    private const string NoMessageCredentials = "credentials in messages are not supported yet";
    private const string NoMessageSecurity = "message security is not supported yet";

    /// <summary>All rows in the order of the agreement.</summary>
    /// <param name="certificates">For the rows with TLS; without them these are not available.</param>
    public static IReadOnlyList<Row> All(InteropCertificates? certificates) =>
    [
        Http("/basic", Basic, "calculator", "report"),
        Http("/basic/mtom", () => Basic(WSMessageEncoding.Mtom), "calculator"),
        Http("/ws", Ws, "calculator"),
        Http("/ws2007", Ws2007, "calculator"),
        WithSession(RowPort.Http, "/ws/rm", () => Reliable(Ws()), "calculator", "session", "sink"),
        WithSession(RowPort.Http, "/ws2007/rm", () => Reliable(Ws2007()), "calculator", "session", "sink"),
        Unordered(WithSession(RowPort.Http, "/ws2007/rm-unordered", () => Reliable(Ws2007(), ordered: false), "calculator", "session", "sink")),
        WithSession(RowPort.Http, "/custom/rm-2004", ReliableOf2004, "calculator", "session", "sink"),
        WithSession(RowPort.Http, "/custom/rm-binary", ReliableInBinary, "calculator", "session", "sink"),
        WithSession(RowPort.Http, "/dual", Dual, "duplex", "session", "calculator"),
        WithSession(RowPort.Tcp, "/tcp", () => Tcp(SecurityMode.None), "calculator", "session", "sink", "duplex"),
        WithSession(RowPort.Tcp, "/tcp/rm", ReliableTcp, "calculator", "session", "sink", "duplex"),
        Tls("/tcp/tls", TcpClientCredentialType.None, certificates),
        Tls("/tcp/tls-certificate", TcpClientCredentialType.Certificate, certificates),
        Not(NoMessageCredentials, "/tcp/username", "calculator", "session", "duplex"),
        WithSession(RowPort.Pipes, "/pipe", Pipe, "calculator", "session", "sink", "duplex"),
        Not(NoMessageCredentials, "/tls/username", "calculator"),
        Not(NoMessageCredentials, "/tls/username/session", "calculator", "session"),
        Not(NoMessageCredentials, "/tls/username/session/rm", "calculator", "session", "sink"),
        Not(NoMessageCredentials, "/tls/certificate/session", "calculator", "session"),
        Not(NoMessageCredentials, "/tls2007/username/session", "calculator", "session"),
        Not(NoMessageSecurity, "/message/username", "calculator"),
        Not(NoMessageSecurity, "/message/username/session", "calculator", "session"),
        Not(NoMessageSecurity, "/message/username/session/rm", "calculator", "session", "sink"),
        Not(NoMessageSecurity, "/message/certificate", "calculator"),
        Not(NoMessageSecurity, "/message/certificate/session", "calculator", "session"),
        Not(NoMessageSecurity, "/message/anonymous/session", "calculator", "session"),
        Not(NoMessageSecurity, "/message2007/username/session", "calculator", "session"),
        Not(NoMessageSecurity, "/message/mutual", "calculator"),
        Not(NoMessageSecurity, "/message/mutual10", "calculator"),
        Not(NoMessageSecurity, "/message/stateful", "calculator"),
        Not(NoMessageSecurity, "/message/negotiate", "calculator", "session"),
        Not(NoMessageSecurity, "/dual/message", "duplex", "session"),
        Extra(Http("/test/binary", BinaryOverHttp, "calculator")),
    ];

    /// <summary>Makes a service show its certificate and trust the folder's authority.</summary>
    public static void Configure(ServiceCredentials credentials, InteropCertificates certificates)
    {
        credentials.ServiceCertificate.Certificate = certificates.Service;
        Trust(credentials.ClientCertificate.Authentication, certificates);
    }

    private static Row Http(string path, Func<Binding> binding, params string[] contracts) =>
        new() { Path = path, Port = RowPort.Http, Binding = binding, Contracts = contracts };

    private static Row WithSession(RowPort port, string path, Func<Binding> binding, params string[] contracts) =>
        new() { Path = path, Port = port, Binding = binding, Contracts = contracts, HasSession = true };

    private static Row Unordered(Row row)
    {
        row.Unordered = true;
        return row;
    }

    private static Row Not(string reason, string path, params string[] contracts) =>
        new() { Path = path, Contracts = contracts, NotAvailable = reason };

    private static Row Extra(Row row)
    {
        row.Extra = true;
        return row;
    }

    private static Row Tls(string path, TcpClientCredentialType clientCredential, InteropCertificates? certificates)
    {
        string[] contracts = ["calculator", "session", "duplex"];
        if (certificates is null)
        {
            return Not("the command line names no folder of certificates", path, contracts);
        }

        var row = WithSession(RowPort.Tcp, path, TlsBinding, contracts);
        row.Identity = new DnsEndpointIdentity("localhost");
        row.CallerName = clientCredential == TcpClientCredentialType.Certificate ? "CN=alice" : "";
        row.Credentials = factory =>
        {
            Trust(factory.Credentials.ServiceCertificate.Authentication, certificates);
            if (clientCredential == TcpClientCredentialType.Certificate)
            {
                factory.Credentials.ClientCertificate.Certificate = certificates.Client;
            }
        };
        return row;

        Binding TlsBinding()
        {
            var binding = Tcp(SecurityMode.Transport);
            binding.Security.Transport.ClientCredentialType = clientCredential;
            return binding;
        }
    }

    private static void Trust(X509CertificateAuthentication authentication, InteropCertificates certificates)
    {
        authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        authentication.CustomCertificateValidator = new AuthorityValidator(certificates.Authority);
    }

    private static BasicHttpBinding Basic() => Basic(WSMessageEncoding.Text);

    private static BasicHttpBinding Basic(WSMessageEncoding encoding) =>
        new() { MessageEncoding = encoding, MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() };

    private static WSHttpBinding Ws() => new(SecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() };

    private static WS2007HttpBinding Ws2007() => new(SecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() };

    private static NetTcpBinding Tcp(SecurityMode security) => new(security) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() };

    private static WSDualHttpBinding Dual() => new(WSDualHttpSecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() };

    private static WSHttpBinding Reliable(WSHttpBinding binding, bool ordered = true)
    {
        binding.ReliableSession.Enabled = true;
        binding.ReliableSession.Ordered = ordered;
        return binding;
    }

    private static NetTcpBinding ReliableTcp()
    {
        var binding = Tcp(SecurityMode.None);
        binding.ReliableSession.Enabled = true;
        return binding;
    }

    private static CustomBinding ReliableOf2004()
    {
        var encoding = new TextMessageEncodingBindingElement { MessageVersion = MessageVersion.Soap11WSAddressingAugust2004 };
        Quotas().CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(
            new ReliableSessionBindingElement(), encoding, new HttpTransportBindingElement { MaxReceivedMessageSize = Quota });
    }

    private static CustomBinding ReliableInBinary()
    {
        var reliable = new ReliableSessionBindingElement { ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11 };
        return new CustomBinding([reliable, .. BinaryOverHttp().Elements]);
    }

    private static UnixDomainSocketBinding Pipe() =>
        new(UnixDomainSocketSecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() };

    private static CustomBinding BinaryOverHttp()
    {
        var encoding = new BinaryMessageEncodingBindingElement();
        Quotas().CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(encoding, new HttpTransportBindingElement { MaxReceivedMessageSize = Quota });
    }

    private static XmlDictionaryReaderQuotas Quotas() =>
        new() { MaxArrayLength = Quota, MaxStringContentLength = Quota, MaxBytesPerRead = Quota };
}
