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

    /// <summary>Why a row is not available that would be with certificates.</summary>
    public const string NoCertificates = "the command line names no folder of certificates";

    private const string NoNegotiation = "the negotiation of the service's certificate is not supported yet";

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
        Secured(RowPort.Tcp, "/tcp/username", TcpUserName, "alice", certificates, "calculator", "session", "duplex"),
        WithSession(RowPort.Pipes, "/pipe", Pipe, "calculator", "session", "sink", "duplex"),
        Secured(RowPort.Https, "/tls/username", () => Tls(MessageCredentialType.UserName, session: false), "alice", certificates, "calculator"),
        Secured(RowPort.Https, "/tls/username/session", () => Tls(MessageCredentialType.UserName), "alice", certificates, "calculator", "session"),
        Secured(RowPort.Https, "/tls/username/session/rm", () => Reliable(Tls(MessageCredentialType.UserName)), "alice", certificates, "calculator", "session", "sink"),
        Secured(RowPort.Https, "/tls/certificate/session", () => Tls(MessageCredentialType.Certificate), "CN=alice", certificates, "calculator", "session"),
        Secured(RowPort.Https, "/tls2007/username/session", () => Tls2007(MessageCredentialType.UserName), "alice", certificates, "calculator", "session"),
        Secured(RowPort.Http, "/message/username", () => Messages(MessageCredentialType.UserName, session: false), "alice", certificates, "calculator"),
        Secured(RowPort.Http, "/message/username/session", () => Messages(MessageCredentialType.UserName), "alice", certificates, "calculator", "session"),
        Secured(RowPort.Http, "/message/username/session/rm", () => Reliable(Messages(MessageCredentialType.UserName)), "alice", certificates, "calculator", "session", "sink"),
        Secured(RowPort.Http, "/message/certificate", () => Messages(MessageCredentialType.Certificate, session: false), "CN=alice", certificates, "calculator"),
        Secured(RowPort.Http, "/message/certificate/session", () => Messages(MessageCredentialType.Certificate), "CN=alice", certificates, "calculator", "session"),
        Secured(RowPort.Http, "/message/anonymous/session", () => Messages(MessageCredentialType.None), "", certificates, "calculator", "session"),
        Secured(RowPort.Http, "/message2007/username/session", () => Messages2007(MessageCredentialType.UserName), "alice", certificates, "calculator", "session"),
        Secured(RowPort.Http, "/message/mutual", () => Custom(Mutual()), "CN=alice", certificates, "calculator"),
        Secured(RowPort.Http, "/message/mutual10", () => Custom(Mutual10()), "CN=alice", certificates, "calculator"),
        Secured(RowPort.Http, "/message/stateful", Stateful, "CN=alice", certificates, "calculator"),
        Not(NoNegotiation, "/message/negotiate", "calculator", "session"),
        Not(NoNegotiation, "/dual/message", "duplex", "session"),
        Extra(Http("/test/binary", BinaryOverHttp, "calculator")),
        Extra(Secured(RowPort.Http, "/test/dual/session", DualMessages, "CN=alice", certificates, "duplex", "session", "calculator")),
        Extra(Secured(RowPort.Http, "/test/mono/anonymous", () => ForMono(SecurityBindingElement.CreateAnonymousForCertificateBindingElement()), "", certificates, "calculator")),
        Extra(Secured(RowPort.Http, "/test/mono/username", () => ForMono(SecurityBindingElement.CreateUserNameForCertificateBindingElement()), "alice", certificates, "calculator")),
        Extra(Secured(RowPort.Http, "/test/mono/mutual", () => ForMono(SecurityBindingElement.CreateMutualCertificateBindingElement()), "CN=alice", certificates, "calculator")),
    ];

    /// <summary>Makes a service show its certificate and trust the folder's authority.</summary>
    public static void Configure(ServiceCredentials credentials, InteropCertificates certificates)
    {
        credentials.ServiceCertificate.Certificate = certificates.Service;
        Trust(credentials.ClientCertificate.Authentication, certificates);
        credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new InteropUsers();
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
            return Not(NoCertificates, path, contracts);
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

    /// <summary>A row whose messages are protected, or have a credential; with a session where the binding makes one.</summary>
    private static Row Secured(
        RowPort port, string path, Func<Binding> binding, string caller, InteropCertificates? certificates, params string[] contracts)
    {
        if (certificates is null)
        {
            return Not(NoCertificates, path, contracts);
        }

        var hasSession = path.Contains("/session", StringComparison.Ordinal) || port == RowPort.Tcp;
        return new Row
        {
            Path = path,
            Port = port,
            Binding = binding,
            Contracts = contracts,
            HasSession = hasSession,
            SharesSessionId = hasSession,
            CallerName = caller,
            Identity = new DnsEndpointIdentity("localhost"),
            Credentials = factory =>
            {
                var service = factory.Credentials.ServiceCertificate;
                service.DefaultCertificate = X509CertificateLoader.LoadCertificate(certificates.Service.RawData);
                Trust(service.Authentication, certificates);
                service.SslCertificateAuthentication = new X509ServiceCertificateAuthentication();
                Trust(service.SslCertificateAuthentication, certificates);
                factory.Credentials.UserName.UserName = "alice";
                factory.Credentials.UserName.Password = "wonderland";
                factory.Credentials.ClientCertificate.Certificate = certificates.Client;
            },
        };
    }

    private static NetTcpBinding TcpUserName()
    {
        var binding = Tcp(SecurityMode.TransportWithMessageCredential);
        binding.Security.Message.ClientCredentialType = MessageCredentialType.UserName;
        return binding;
    }

    private static WSHttpBinding Tls(MessageCredentialType credential, bool session = true) =>
        With(Ws(), SecurityMode.TransportWithMessageCredential, credential, session);

    private static WSHttpBinding Tls2007(MessageCredentialType credential) =>
        With(Ws2007(), SecurityMode.TransportWithMessageCredential, credential, session: true);

    private static WSHttpBinding Messages(MessageCredentialType credential, bool session = true) =>
        With(Ws(), SecurityMode.Message, credential, session);

    private static WSHttpBinding Messages2007(MessageCredentialType credential) => With(Ws2007(), SecurityMode.Message, credential, session: true);

    private static WSHttpBinding With(WSHttpBinding binding, SecurityMode mode, MessageCredentialType credential, bool session)
    {
        binding.Security.Mode = mode;
        binding.Security.Message.ClientCredentialType = credential;
        binding.Security.Message.NegotiateServiceCredential = false;
        binding.Security.Message.EstablishSecurityContext = session;
        return binding;
    }

    private static SecurityBindingElement Mutual() => SecurityBindingElement.CreateMutualCertificateBindingElement(
        MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10);

    private static SecurityBindingElement Mutual10() => SecurityBindingElement.CreateMutualCertificateBindingElement(
        MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10);

    private static CustomBinding ForMono(SecurityBindingElement security)
    {
        security.DefaultAlgorithmSuite = new MonoSuite();
        return Custom(security);
    }

    private static CustomBinding Stateful() => Custom(SecurityBindingElement.CreateSecureConversationBindingElement(Mutual(), requireCancellation: false));

    private static CustomBinding Custom(SecurityBindingElement security)
    {
        var encoding = new TextMessageEncodingBindingElement();
        Quotas().CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(security, encoding, new HttpTransportBindingElement { MaxReceivedMessageSize = Quota });
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

    private static WSDualHttpBinding DualMessages()
    {
        var binding = Dual();
        binding.Security.Mode = WSDualHttpSecurityMode.Message;
        binding.Security.Message.ClientCredentialType = MessageCredentialType.Certificate;
        binding.Security.Message.NegotiateServiceCredential = false;
        return binding;
    }

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
