using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.Description;
using Parley.IdentityModel.Selectors;
using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.AspNetCore.Tests.Security;

[ServiceContract]
internal interface ISafe
{
    [OperationContract]
    string Echo(string text);

    [OperationContract]
    string WhoAmI();

    [OperationContract]
    int Count();

    [OperationContract(IsOneWay = true)]
    void Note(string text);

    [OperationContract]
    string Fail();
}

/// <summary>A service and a client with secure sessions.</summary>
internal sealed class SessionWorld : IAsyncDisposable
{
    public static X509Certificate2 Server { get; } = Create("CN=localhost");

    public static X509Certificate2 Alice { get; } = Create("CN=alice");

    private SessionWorld(ServiceHost host, ChannelFactory<ISafe> factory, TestLog log)
    {
        Host = host;
        Factory = factory;
        Log = log;
    }

    public ServiceHost Host { get; }

    public ChannelFactory<ISafe> Factory { get; }

    public TestLog Log { get; }

    /// <summary>The usual bootstraps by name.</summary>
    public static SecurityBindingElement Bootstrap(string name) => name switch
    {
        "anonymous" => SecurityBindingElement.CreateAnonymousForCertificateBindingElement(),
        "user" => SecurityBindingElement.CreateUserNameForCertificateBindingElement(),
        "certificate" => SecurityBindingElement.CreateMutualCertificateBindingElement(),
        "user over tls" => SecurityBindingElement.CreateUserNameOverTransportBindingElement(),
        "certificate over tls" => SecurityBindingElement.CreateCertificateOverTransportBindingElement(),
        "certificates 1.0" => SecurityBindingElement.CreateMutualCertificateBindingElement(
            MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static CustomBinding Binding(string transport, string bootstrap, Action<SecurityBindingElement>? configure = null, bool stateful = false, BindingElement? above = null)
    {
        var security = SecurityBindingElement.CreateSecureConversationBindingElement(Bootstrap(bootstrap), !stateful);
        configure?.Invoke(security);
        var elements = new List<BindingElement>();
        if (above is not null)
        {
            elements.Add(above);
        }

        elements.Add(security);
        switch (transport)
        {
            case "http":
                elements.AddRange([new TextMessageEncodingBindingElement(), new HttpTransportBindingElement()]);
                break;
            case "https":
                elements.AddRange([new TextMessageEncodingBindingElement(), new HttpsTransportBindingElement()]);
                break;
            case "tcp":
                elements.AddRange([new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement()]);
                break;
            case "tcp tls":
                elements.AddRange([new BinaryMessageEncodingBindingElement(), new SslStreamSecurityBindingElement(), new TcpTransportBindingElement()]);
                break;
        }

        return new CustomBinding(elements);
    }

    public static async Task<SessionWorld> StartAsync(
        Func<CustomBinding> binding, object? instance = null, TimeProvider? clock = null, Action<ServiceHost>? configure = null, string? address = null, TimeProvider? clientClock = null)
    {
        var log = new TestLog();
        var host = instance is null ? new ServiceHost(typeof(Safe)) : new ServiceHost(instance);
        host.LoggerFactory = log;
        host.Credentials.ServiceCertificate.Certificate = Server;
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new OnlyAlice();
        configure?.Invoke(host);
        var ours = binding();
        var endpoint = host.AddServiceEndpoint(typeof(ISafe), ours, address ?? $"{ours.Scheme}://localhost:0/vault");
        if (clock is not null)
        {
            endpoint.EndpointBehaviors.Add(new Clock(clock));
        }

        await host.OpenAsync();
        var factory = new ChannelFactory<ISafe>(binding(), new EndpointAddress(endpoint.ListenUri!, new DnsEndpointIdentity("localhost")));
        factory.Credentials!.ServiceCertificate.DefaultCertificate = Server;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        factory.Credentials.ServiceCertificate.SslCertificateAuthentication = new X509ServiceCertificateAuthentication { CertificateValidationMode = X509CertificateValidationMode.None };
        factory.Credentials.ClientCertificate.Certificate = Alice;
        factory.Credentials.UserName.UserName = "alice";
        factory.Credentials.UserName.Password = "secret";
        if ((clientClock ?? clock) is { } time)
        {
            factory.Endpoint.EndpointBehaviors.Add(new Clock(time));
        }

        return new SessionWorld(host, factory, log);
    }

    public ISafe Open()
    {
        var client = Factory.CreateChannel();
        ((IClientChannel)client).Open();
        return client;
    }

    public static void Close(ISafe client) => ((IClientChannel)client).Close();

    public async ValueTask DisposeAsync()
    {
        Factory.Abort();
        Host.Abort();
        await Task.CompletedTask;
    }

    private static X509Certificate2 Create(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(2));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private sealed class OnlyAlice : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName != "alice" || password != "secret")
            {
                throw new InvalidOperationException("nobody");
            }
        }
    }

    /// <summary>Gives an endpoint another clock.</summary>
    internal sealed class Clock(TimeProvider clock) : IEndpointBehavior
    {
        public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters) => bindingParameters.Add(clock);

        public void ApplyClientBehavior(ServiceEndpoint endpoint, Parley.Dispatcher.ClientRuntime clientRuntime)
        {
        }

        public void ApplyDispatchBehavior(ServiceEndpoint endpoint, Parley.Dispatcher.EndpointDispatcher endpointDispatcher)
        {
        }

        public void Validate(ServiceEndpoint endpoint)
        {
        }
    }
}

[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, IncludeExceptionDetailInFaults = true)]
internal sealed class Safe : ISafe
{
    private int _count;

    public string Echo(string text) => text;

    public string WhoAmI() => ServiceSecurityContext.Current?.PrimaryIdentity.Name ?? "nobody";

    public int Count() => ++_count;

    public void Note(string text)
    {
    }

    public string Fail() => throw new FaultException("planned", new FaultCode("MyCode"));
}

[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
internal sealed class StatelessSafe : ISafe
{
    private int _count;

    public string Echo(string text) => text;

    public string WhoAmI() => ServiceSecurityContext.Current?.PrimaryIdentity.Name ?? "nobody";

    public int Count() => Interlocked.Increment(ref _count);

    public void Note(string text)
    {
    }

    public string Fail() => throw new FaultException("planned", new FaultCode("MyCode"));
}
