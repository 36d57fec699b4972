using System.Xml;
using Parley.Channels;

namespace Parley.LoadBench;

/// <summary>One transport and encoding under load, and the kind of baseline that stands beside it.</summary>
/// <param name="Name">The name on the command line and in the results.</param>
/// <param name="CreateBinding">Makes the binding.</param>
/// <param name="IsHttp">True: the baseline is a POST; false: length-prefixed frames.</param>
/// <param name="Beside">The scenario that is the baseline instead, for what a protocol above it costs; null for the bare platform.</param>
/// <param name="IsOneWay">True: calls without a reply.</param>
/// <param name="IsHttps">True: over TLS.</param>
/// <param name="IsProtected">True: all of each message is signed and encrypted by a session's keys, and compared with the bare cryptography of that.</param>
internal sealed record Scenario(
    string Name, Func<Binding> CreateBinding, bool IsHttp, Scenario? Beside = null, bool IsOneWay = false, bool IsHttps = false, bool IsProtected = false)
{
    /// <summary>Room for the largest payload, as base64 and with its envelope.</summary>
    private const int MaxMessage = 1 << 20;

    private static readonly Scenario _tcp = new("net.tcp", CreateTcp, IsHttp: false);
    private static readonly Scenario _http = new("http", CreateWs, IsHttp: true);

    /// <summary>The scenarios that can be asked for.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        _tcp,
        new("net.uds", CreateUds, IsHttp: false),
        _http,
        new("http-binary", CreateHttpBinary, IsHttp: true),
        new("basic", CreateBasic, IsHttp: true),
        new("rm-net.tcp", CreateReliableTcp, IsHttp: false, Beside: _tcp),
        new("rm-http", CreateReliableWs, IsHttp: true, Beside: _http),
        new("sec-session", () => CreateSecureWs(MessageCredentialType.None, isSession: true), IsHttp: true, Beside: _http, IsProtected: true),
        new("sec-once", () => CreateSecureWs(MessageCredentialType.Certificate, isSession: false), IsHttp: true, Beside: _http),
        new("sec-net.tcp", CreateSecureTcp, IsHttp: false, Beside: _tcp, IsProtected: true),
        new("sec-stateful", CreateStateful, IsHttp: true, Beside: _http, IsProtected: true),
        new("sec-tls", CreateCredentialOverTls, IsHttp: true, Beside: new Scenario("https", CreateHttps, IsHttp: true, IsHttps: true), IsHttps: true),
        new("rm-oneway", () => WithWindow(CreateReliableTcp(), 128), IsHttp: false, Beside: _tcp with { Name = "oneway", IsOneWay = true }, IsOneWay: true),
    ];

    /// <summary>Finds scenarios: the one of a name, or all whose names begin with it and a hyphen ("rm").</summary>
    public static IEnumerable<Scenario> FindAll(string name) =>
        All.Where(scenario => scenario.Name.StartsWith(name + "-", StringComparison.Ordinal)) is var group
            && All.All(scenario => scenario.Name != name) && group.Any()
            ? group
            : [Find(name)];

    public static Scenario Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new ArgumentException($"There is no scenario '{name}'. There are: {string.Join(", ", All.Select(scenario => scenario.Name))}.");

    /// <summary>A binding whose reliable session has another window, and the patience that a bad network needs.</summary>
    public static CustomBinding WithWindow(Binding binding, int window)
    {
        var custom = new CustomBinding(binding);
        var session = custom.Elements.Find<ReliableSessionBindingElement>()!;
        session.MaxTransferWindowSize = window;
        session.MaxRetryCount = 64;
        return custom;
    }

    private static NetTcpBinding CreateTcp() => new(SecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        MaxBufferSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static UnixDomainSocketBinding CreateUds() => new(UnixDomainSocketSecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        MaxBufferSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static NetTcpBinding CreateReliableTcp()
    {
        var binding = CreateTcp();
        binding.ReliableSession.Enabled = true;
        return binding;
    }

    private static WS2007HttpBinding CreateReliableWs() => new(SecurityMode.None, reliableSessionEnabled: true)
    {
        MaxReceivedMessageSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static WSHttpBinding CreateWs() => new(SecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static WS2007HttpBinding CreateSecureWs(MessageCredentialType credential, bool isSession)
    {
        var binding = new WS2007HttpBinding(SecurityMode.Message)
        {
            MaxReceivedMessageSize = MaxMessage,
            ReaderQuotas = XmlDictionaryReaderQuotas.Max,
        };
        binding.Security.Message.ClientCredentialType = credential;
        binding.Security.Message.NegotiateServiceCredential = false;
        binding.Security.Message.EstablishSecurityContext = isSession;
        return binding;
    }

    private static CustomBinding CreateStateful()
    {
        var encoding = new TextMessageEncodingBindingElement();
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(
            SecurityBindingElement.CreateSecureConversationBindingElement(
                SecurityBindingElement.CreateAnonymousForCertificateBindingElement(), requireCancellation: false),
            encoding,
            new HttpTransportBindingElement { MaxReceivedMessageSize = MaxMessage, MaxBufferSize = MaxMessage });
    }

    private static CustomBinding CreateSecureTcp()
    {
        var encoding = new BinaryMessageEncodingBindingElement();
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(
            SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateAnonymousForCertificateBindingElement()),
            encoding,
            new TcpTransportBindingElement { MaxReceivedMessageSize = MaxMessage, MaxBufferSize = MaxMessage });
    }

    private static WS2007HttpBinding CreateCredentialOverTls()
    {
        var binding = new WS2007HttpBinding(SecurityMode.TransportWithMessageCredential)
        {
            MaxReceivedMessageSize = MaxMessage,
            ReaderQuotas = XmlDictionaryReaderQuotas.Max,
        };
        binding.Security.Message.ClientCredentialType = MessageCredentialType.UserName;
        return binding;
    }

    private static WS2007HttpBinding CreateHttps() => new(SecurityMode.Transport)
    {
        MaxReceivedMessageSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
        Security = { Transport = { ClientCredentialType = HttpClientCredentialType.None } },
    };

    private static BasicHttpBinding CreateBasic() => new(BasicHttpSecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        MaxBufferSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static CustomBinding CreateHttpBinary()
    {
        var encoding = new BinaryMessageEncodingBindingElement();
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(
            encoding,
            new HttpTransportBindingElement { MaxReceivedMessageSize = MaxMessage, MaxBufferSize = MaxMessage });
    }
}
