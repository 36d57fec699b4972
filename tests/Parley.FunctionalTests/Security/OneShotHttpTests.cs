using System.Text;
using Parley.Channels;
using Parley.FunctionalTests.Http;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Security without a session over real sockets.</summary>
public sealed class OneShotHttpTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var mode in new[]
            {
                "AnonymousForCertificate", "UserNameForCertificate", "MutualCertificate", "MutualCertificate10", "MutualCertificateDuplex", "CertificateSignature", "UserNameOverTransport",
                "CertificateOverTransport",
            })
            {
                foreach (var (encoding, version) in new[] { ("text", "12-10"), ("text", "11-none"), ("text", "11-2004"), ("binary", "12-10"), ("mtom", "12-10") })
                {
                    cases.Add(mode, encoding, version);
                }
            }

            return cases;
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Calls_faults_and_one_way_messages_go_in_each_kind_of_security(string mode, string encoding, string version)
    {
        var binding = Binding(mode, encoding, version);
        await using var world = await BankWorld.StartAsync(binding, SchemeOf(mode));
        var client = world.Connect(binding);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Equal(CallerOf(mode), await client.WhoAsync().WaitAsync(_guard, Cancelled));
        var fault = await Assert.ThrowsAsync<FaultException<string>>(() => client.FailAsync("no money").WaitAsync(_guard, Cancelled));
        Assert.Equal("no money", fault.Message);
        Assert.Equal("detail of no money", fault.Detail);
        var text = Guid.NewGuid().ToString();
        await client.NotifyAsync(text).WaitAsync(_guard, Cancelled);
        await Bank.NotifiedAsync(text);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => Assert.Equal($"text {i}", await client.EchoAsync($"text {i}")))).WaitAsync(_guard, Cancelled);
        Assert.Equal(new string('x', 20_000), await client.EchoAsync(new string('x', 20_000)).WaitAsync(_guard, Cancelled));
        ((IClientChannel)client).Close();
        world.CheckSecrets();
    }

    [Theory]
    [InlineData("MutualCertificate10")]
    [InlineData("MutualCertificateDuplex")]
    [InlineData("UserNameOverTransport")]
    [InlineData("CertificateOverTransport")]
    public async Task Over_tcp_messages_of_both_directions_are_protected(string mode)
    {
        var binding = mode.EndsWith("OverTransport", StringComparison.Ordinal)
            ? new CustomBinding(Element(mode), new BinaryMessageEncodingBindingElement(), new SslStreamSecurityBindingElement(), new TcpTransportBindingElement())
            : new CustomBinding(Element(mode), new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        await using var world = await BankWorld.StartAsync(binding, "net.tcp");
        var client = world.Connect(binding);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Equal(CallerOf(mode), await client.WhoAsync().WaitAsync(_guard, Cancelled));
        await Assert.ThrowsAsync<FaultException<string>>(() => client.FailAsync("no money").WaitAsync(_guard, Cancelled));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => Assert.Equal($"text {i}", await client.EchoAsync($"text {i}")))).WaitAsync(_guard, Cancelled);
        ((IClientChannel)client).Close();
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it_and_the_service_goes_on()
    {
        var binding = Binding("UserNameForCertificate");
        await using var world = await BankWorld.StartAsync(binding);
        var honest = world.Connect(binding);
        Assert.Equal("hello", await honest.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        var liar = world.Connect(binding, credentials => credentials.UserName.Password = BankWorld.WrongPassword);
        var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => liar.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        var fault = Assert.IsType<FaultException>(exception.InnerException);
        Assert.Equal("FailedAuthentication", fault.Code.SubCode!.Name);
        Assert.Contains("Not Alice's password", (await world.Log.FirstAsync(2400)).Text, StringComparison.Ordinal);
        Assert.Equal("hello", await honest.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        world.CheckSecrets(exception);
    }

    [Fact]
    public async Task A_password_that_is_checked_elsewhere_keeps_nobody_else_waiting()
    {
        var binding = Binding("UserNameForCertificate");
        var validator = new SlowForBob();
        await using var world = await BankWorld.StartAsync(binding, configure: credentials =>
        {
            credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Windows;
            credentials.UserNameAuthentication.CustomUserNamePasswordValidator = null;
            credentials.UserNameAuthentication.AsyncUserNamePasswordValidator = validator;
        });
        var alice = world.Connect(binding);
        Assert.Equal("alice|SlowForBob", await alice.WhoAsync().WaitAsync(_guard, Cancelled));
        var bob = world.Connect(binding, credentials => credentials.UserName.UserName = "bob");
        var waiting = bob.WhoAsync();
        await validator.Asked.Task.WaitAsync(_guard, Cancelled);
        Assert.Equal("alice|SlowForBob", await alice.WhoAsync().WaitAsync(_guard, Cancelled));
        Assert.False(waiting.IsCompleted);
        validator.Answer.SetResult(true);
        Assert.Equal("bob|SlowForBob", await waiting.WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task A_wrong_client_certificate_is_told()
    {
        foreach (var mode in new[] { "MutualCertificate", "MutualCertificate10", "CertificateOverTransport" })
        {
            var binding = Binding(mode);
            await using var world = await BankWorld.StartAsync(binding, SchemeOf(mode));
            Assert.Equal("hello", await world.Connect(binding).EchoAsync("hello").WaitAsync(_guard, Cancelled));
            var liar = world.Connect(binding, credentials => credentials.ClientCertificate.Certificate = TestCertificates.Mallory);
            var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => liar.EchoAsync("hello").WaitAsync(_guard, Cancelled));
            Assert.Equal("FailedAuthentication", Assert.IsType<FaultException>(exception.InnerException).Code.SubCode!.Name);
        }
    }

    [Fact]
    public async Task A_service_s_certificate_must_be_trusted_and_prove_the_address()
    {
        var binding = Binding("AnonymousForCertificate");
        await using var world = await BankWorld.StartAsync(binding);
        Assert.Equal("hello", await world.Connect(binding).EchoAsync("hello").WaitAsync(_guard, Cancelled));
        var untrusting = world.Connect(binding, credentials => credentials.ServiceCertificate.Authentication.CustomCertificateValidator = new OnlyCertificate(TestCertificates.Alice));
        var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => untrusting.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Contains("not trusted", exception.Message, StringComparison.Ordinal);
        var elsewhere = world.Connect(binding, identity: EndpointIdentity.CreateDnsIdentity("bank.example"));
        exception = await Assert.ThrowsAsync<MessageSecurityException>(() => elsewhere.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Contains("bank.example", exception.Message, StringComparison.Ordinal);

        // The identity may be the certificate itself, its key, or its name.
        foreach (var identity in new[]
        {
            EndpointIdentity.CreateX509CertificateIdentity(TestCertificates.Service), EndpointIdentity.CreateRsaIdentity(TestCertificates.Service), EndpointIdentity.CreateDnsIdentity("localhost"),
        })
        {
            Assert.Equal("hello", await world.Connect(binding, identity: identity).EchoAsync("hello").WaitAsync(_guard, Cancelled));
        }

        // For another service's certificate nothing comes back that could be read.
        var mistaken = world.Connect(
            binding,
            credentials =>
            {
                credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Alice;
                credentials.ServiceCertificate.Authentication.CustomCertificateValidator = new OnlyCertificate(TestCertificates.Alice);
            },
            EndpointIdentity.CreateDnsIdentity("localhost"));
        exception = await Assert.ThrowsAsync<MessageSecurityException>(() => mistaken.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Equal("InvalidSecurity", Assert.IsType<FaultException>(exception.InnerException).Code.SubCode!.Name);
    }

    [Fact]
    public async Task A_client_that_knows_no_certificate_of_the_service_is_told_where_to_set_it()
    {
        var binding = Binding("AnonymousForCertificate");
        await using var world = await BankWorld.StartAsync(binding);
        var client = world.Connect(binding, credentials => credentials.ServiceCertificate.DefaultCertificate = null);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Contains("ServiceCertificate.DefaultCertificate", exception.Message, StringComparison.Ordinal);

        // A certificate for its address goes first.
        var scoped = world.Connect(binding, credentials =>
        {
            credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Mallory;
            credentials.ServiceCertificate.ScopedCertificates.Add(world.Address, TestCertificates.Service);
        });
        Assert.Equal("hello", await scoped.EchoAsync("hello").WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task What_cannot_work_is_refused_when_it_is_built()
    {
        var streamed = new CustomBinding(
            Element("AnonymousForCertificate"), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement { TransferMode = TransferMode.Streamed });
        var exception = Assert.Throws<InvalidOperationException>(() => streamed.BuildChannelFactory<IRequestChannel>());
        Assert.Contains("TransferMode.Buffered", exception.Message, StringComparison.Ordinal);
        var insecure = new CustomBinding(Element("UserNameOverTransport"), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        exception = Assert.Throws<InvalidOperationException>(() => insecure.BuildChannelFactory<IRequestChannel>());
        Assert.Contains("AllowInsecureTransport", exception.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => insecure.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/"), KestrelTransports.Default));
        var duplex = new CustomBinding(Element("AnonymousForCertificate"), new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var unsupported = Assert.Throws<NotSupportedException>(() => duplex.BuildChannelFactory<IDuplexSessionChannel>());
        Assert.Contains("CreateMutualCertificateDuplexBindingElement", unsupported.Message, StringComparison.Ordinal);
        Assert.False(duplex.CanBuildChannelFactory<IDuplexSessionChannel>());

        // Where TLS ends before the service.
        insecure.Elements.Find<SecurityBindingElement>()!.AllowInsecureTransport = true;
        await using var world = await BankWorld.StartAsync(insecure);
        Assert.Equal("alice|PasswordOfAlice", await world.Connect(insecure).WhoAsync().WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task A_service_that_cannot_check_user_names_says_so_when_it_opens()
    {
        var exception = await Assert.ThrowsAsync<NotSupportedException>(() => BankWorld.StartAsync(
            Binding("UserNameForCertificate"), configure: credentials => credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Windows));
        Assert.Contains("UserNamePasswordValidationMode", exception.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => BankWorld.StartAsync(
            Binding("AnonymousForCertificate"), configure: credentials => credentials.ServiceCertificate.Certificate = null));
        Assert.Contains("ServiceCertificate", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_security_is_answered_by_the_fault_for_all_that_is_wrong()
    {
        var binding = Binding("AnonymousForCertificate");
        await using var world = await BankWorld.StartAsync(binding);
        var plain = world.Connect(new CustomBinding(new TextMessageEncodingBindingElement(), new HttpTransportBindingElement()));
        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => plain.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        var fault = exception as FaultException ?? Assert.IsType<FaultException>(exception.InnerException);
        Assert.Equal("InvalidSecurity", fault.Code.SubCode!.Name);
        Assert.Contains("no security header", (await world.Log.FirstAsync(2400)).Text, StringComparison.Ordinal);
        Assert.Equal("hello", await world.Connect(binding).EchoAsync("hello").WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task A_client_with_a_clock_of_its_own_is_refused_when_it_differs_too_much()
    {
        var binding = Binding("AnonymousForCertificate");
        var clock = new OffsetClock();
        await using var world = await BankWorld.StartAsync(binding, clock: clock);
        var client = world.Connect(binding);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        clock.Offset = TimeSpan.FromMinutes(-4);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        foreach (var offset in new[] { TimeSpan.FromMinutes(-6), TimeSpan.FromMinutes(11) })
        {
            clock.Offset = offset;
            var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
            Assert.Equal("InvalidSecurity", Assert.IsType<FaultException>(exception.InnerException).Code.SubCode!.Name);
        }
    }

    private static CustomBinding Binding(string mode, string encoding = "text", string version = "12-10")
    {
        var messages = version switch
        {
            "11-none" => MessageVersion.Soap11,
            "11-2004" => MessageVersion.Soap11WSAddressingAugust2004,
            _ => MessageVersion.Soap12WSAddressing10,
        };
        MessageEncodingBindingElement encoder = encoding switch
        {
            "text" => new TextMessageEncodingBindingElement(messages, Encoding.UTF8),
            "mtom" => new MtomMessageEncodingBindingElement(messages, Encoding.UTF8),
            _ => new BinaryMessageEncodingBindingElement(),
        };
        encoder.GetType().GetProperty("ReaderQuotas")!.SetValue(encoder, System.Xml.XmlDictionaryReaderQuotas.Max);
        HttpTransportBindingElement transport = SchemeOf(mode) == "https" ? new HttpsTransportBindingElement() : new HttpTransportBindingElement();
        transport.MaxReceivedMessageSize = 1 << 20;
        return new CustomBinding(Element(mode), encoder, transport);
    }

    private static SecurityBindingElement Element(string mode) => mode switch
    {
        "AnonymousForCertificate" => SecurityBindingElement.CreateAnonymousForCertificateBindingElement(),
        "UserNameForCertificate" => SecurityBindingElement.CreateUserNameForCertificateBindingElement(),
        "MutualCertificate" => SecurityBindingElement.CreateMutualCertificateBindingElement(),
        "MutualCertificate10" => SecurityBindingElement.CreateMutualCertificateBindingElement(
            MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10),
        "MutualCertificateDuplex" => SecurityBindingElement.CreateMutualCertificateDuplexBindingElement(),
        "CertificateSignature" => SecurityBindingElement.CreateCertificateSignatureBindingElement(),
        "UserNameOverTransport" => SecurityBindingElement.CreateUserNameOverTransportBindingElement(),
        _ => SecurityBindingElement.CreateCertificateOverTransportBindingElement(),
    };

    private static string SchemeOf(string mode) => mode.EndsWith("OverTransport", StringComparison.Ordinal) ? "https" : "http";

    private static string CallerOf(string mode) => mode switch
    {
        "AnonymousForCertificate" => "|",
        "UserNameForCertificate" or "UserNameOverTransport" => "alice|PasswordOfAlice",
        _ => $"CN=alice; {TestCertificates.Alice.Thumbprint}|X509",
    };

    /// <summary>Knows everybody, but Bob only when it is told.</summary>
    private sealed class SlowForBob : IUserNamePasswordValidator
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken = default)
        {
            if (userName != "bob")
            {
                return new(true);
            }

            Asked.TrySetResult();
            return new(Answer.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>The system's clock, set wrong.</summary>
    private sealed class OffsetClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
