using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Sessions;

/// <summary>Secure sessions of .NET Framework's WCF, played to our service and our client with the clock and the keys of the recording.</summary>
public sealed partial class RecordedSessionTests
{
    public static TheoryData<string> Conversations =>
    [
        "wsh-user-sc", "wsh-cert-sc", "wsh-anon-sc", "wsh-user-sc-b256sha256", "wsh-user-sc-b256rsa15", "wsh-user-sc-tripledes", "wsh-user-sc-ebs", "wsh-user-sc-signfirst",
        "ws2007-user-sc", "ws2007-cert-sc", "sc-user-cancel", "sc-user-cancel-2007", "sc-cert-cancel-2007", "sc-user-nods", "sc-user-nots", "x-renew", "x-large", "x-sct-aborted",
        "wsh-user-sc-rm", "ws2007-user-sc-rm", "x-renew-rm", "sc-user-stateful", "sc-user-stateful-2007", "x-renew-stateful",
    ];

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task Both_sides_take_what_the_other_implementation_sent(string conversation)
    {
        var recording = Recording.Load(conversation);
        var clock = new TestClock(DateTime.UnixEpoch);
        using var service = new Side(KindOf(conversation), recording, clock, isClient: false);
        using var client = new Side(KindOf(conversation), recording, clock, isClient: true);
        var requests = 0;
        var responses = 0;
        var tokens = 0;
        var (toService, toClient) = (CreateEncoder(), CreateEncoder());
        foreach (var (name, bytes) in recording.Messages)
        {
            if (TimeOf(recording, name) is { } time)
            {
                clock.Now = time;
            }

            var isRequest = name.Contains("request", StringComparison.Ordinal);
            var encoder = isRequest ? toService : toClient;
            var message = Read(bytes, encoder);
            var action = message.Headers.Action;
            if (isRequest && service.Protocol.RequestOf(action) is (TokenRequestKind.Issue or TokenRequestKind.Renew) and { } kind)
            {
                await service.TakeTokenRequestAsync(message, kind);
                tokens++;
            }
            else if (!isRequest && client.Protocol.ResponseOf(action) is TokenRequestKind.Issue or TokenRequestKind.Renew)
            {
                // Under a key that its request alone has brought.
                continue;
            }
            else if (isRequest)
            {
                var verified = service.Protection.VerifyOfClient(message, service);
                Assert.Equal(KeyVerdict.Valid, verified.Verdict);
                Assert.Equal("alice", verified.Owner as string ?? "alice");
                ReadBody(verified.Message);
                verified.Key.Return();


                // Once more, in the form in which it came.
                using var again = Read(bytes, encoder);
                Assert.Equal(HasForm(conversation, action), again.Match is not null);
                Assert.Contains("has come before", Reason(() => service.Protection.VerifyOfClient(again, service), service), StringComparison.Ordinal);
                requests++;
            }
            else
            {
                using var verified = client.Protection.VerifyOfService(message, client, null, out _);
                ReadBody(verified);
                responses++;
            }
        }

        Assert.True(requests > 0 && responses > 0 && tokens > 0);
    }

    [Fact]
    public void A_recorded_message_is_refused_when_its_time_is_over_and_with_another_key()
    {
        var recording = Recording.Load("wsh-user-sc");
        var clock = new TestClock(TimeOf(recording, "02-request.xml")!.Value);
        using var service = new Side("wsh-user-sc", recording, clock, isClient: false);
        var bytes = recording.Messages["02-request.xml"];
        var honest = service.Protection.VerifyOfClient(Read(bytes), service);
        honest.Message.Close();
        honest.Key.Return();

        clock.Now += TimeSpan.FromMinutes(11);
        Assert.Equal(SecurityFaultCode.InvalidSecurity, Assert.Throws<RefusedMessageException>(() => service.Protection.VerifyOfClient(Read(bytes), service)).Code);
        clock.Now -= TimeSpan.FromMinutes(11);
        service.ForgetKeys();
        Assert.Equal(SecurityFaultCode.BadContextToken, Assert.Throws<RefusedMessageException>(() => service.Protection.VerifyOfClient(Read(bytes), service)).Code);
        service.AddWrongKeys();
        Assert.Equal(SecurityFaultCode.InvalidSecurity, Assert.Throws<RefusedMessageException>(() => service.Protection.VerifyOfClient(Read(bytes), service)).Code);
    }

    [Fact]
    public void A_recorded_reply_is_refused_by_a_client_of_another_session()
    {
        var recording = Recording.Load("wsh-user-sc");
        var clock = new TestClock(TimeOf(recording, "02-response.xml")!.Value);
        using var client = new Side("wsh-user-sc", recording, clock, isClient: true);
        client.Protection.VerifyOfService(Read(recording.Messages["02-response.xml"]), client, null, out _).Close();
        client.ForgetKeys();
        Assert.Throws<MessageSecurityException>(() => client.Protection.VerifyOfService(Read(recording.Messages["02-response.xml"]), client, null, out _));
    }

    [Theory]
    [InlineData("x-unknown-sct", "03-response.xml", "does not know the secure session")]
    [InlineData("x-badpassword-sc", "01-response.xml", "did not accept the client's credentials")]
    public void A_recorded_fault_says_what_to_do(string conversation, string name, string text)
    {
        using var fault = Read(Recording.Load(conversation).Messages[name]);
        var exception = Assert.IsType<MessageSecurityException>(SessionFaults.ToException(fault, new Uri("http://localhost/")));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.IsType<FaultException>(exception.InnerException, exactMatch: false);
    }

    private static string KindOf(string conversation) => conversation switch
    {
        "x-large" => "wsh-user-sc-rm",
        "x-renew-rm" => "ws2007-user-sc-rm",
        _ => conversation,
    };

    // What else is in the security header, other orders, and messages of other protocols are always read in full.
    private static bool HasForm(string conversation, string? action) =>
        conversation is not ("wsh-user-sc-ebs" or "wsh-user-sc-signfirst" or "sc-user-stateful" or "sc-user-stateful-2007" or "x-renew-stateful" or "x-large")
        && !conversation.EndsWith("-rm", StringComparison.Ordinal) && action?.Contains("Cancel", StringComparison.Ordinal) is not true;

    private static string Reason(Action verify, Side side) =>
        side.LooksForReplays ? Assert.Throws<RefusedMessageException>(verify).Reason : "has come before";

    private static void ReadBody(Message message)
    {
        using (message)
        {
            if (!message.IsEmpty)
            {
                using var reader = message.GetReaderAtBodyContents();
                Assert.NotEmpty(reader.ReadOuterXml());
            }
        }
    }

    private static MessageEncoder CreateEncoder() =>
        new TextMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = int.MaxValue } }.CreateMessageEncoderFactory().Encoder;

    private static Message Read(byte[] bytes) => Read(bytes, CreateEncoder());

    private static Message Read(byte[] bytes, MessageEncoder encoder)
    {
        var buffers = BufferManager.CreateBufferManager(0, int.MaxValue);
        var buffer = buffers.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        return encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), buffers, encoder.ContentType);
    }

    // What no message of a conversation says is the time of those before.
    private static DateTime? TimeOf(Recording recording, string name) =>
        Created().Match(Encoding.UTF8.GetString(recording.Messages[name])) is { Success: true } match
            ? DateTime.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
            : null;

    [GeneratedRegex("<u:Created>([^<]*)</u:Created>")]
    private static partial Regex Created();

    /// <summary>One side of a recorded conversation.</summary>
    private sealed class Side : IContextKeys, IDisposable
    {
        private readonly Dictionary<ContextName, ContextKey> _keys = [];
        private readonly ExchangeServiceProtection? _issue;
        private readonly ExchangeServiceProtection? _renew;
        private readonly StatefulContexts? _stateful;

        public Side(string conversation, Recording recording, TimeProvider clock, bool isClient)
        {
            var (bootstrap, token, element) = Element(conversation);
            var parameters = new BindingParameterCollection { clock };
            if (conversation.EndsWith("-rm", StringComparison.Ordinal))
            {
                parameters.Add(new InfrastructureMessages(conversation.StartsWith("ws2007", StringComparison.Ordinal)
                    ? "http://docs.oasis-open.org/ws-rx/wsrm/200702"
                    : "http://schemas.xmlsoap.org/ws/2005/02/rm"));
            }

            Protocol = TrustProtocol.Of(element.MessageSecurityVersion);
            var policy = isClient ? SecurityPolicy.CreateClient(element, parameters) : SecurityPolicy.CreateService(element, parameters);
            LooksForReplays = policy.Replays is not null;
            Protection = new SessionProtection(policy, token);
            foreach (var secret in recording.Secrets.Where(secret => secret.Kind == "sct"))
            {
                var generation = secret.Find("generation");
                _keys[new ContextName(secret.Id, string.IsNullOrEmpty(generation) ? null : generation)] =
                    new ContextKey(null, SecretKey.FromBytes(secret.Key), DateTime.MinValue, DateTime.MaxValue);
            }

            if (isClient)
            {
                return;
            }

            if (!token.RequireCancellation)
            {
                _stateful = new StatefulContexts(new TestEncoder(), TimeSpan.FromHours(10), 1000, clock);
            }

            var credentials = TestCredentials.ServiceOf(
                System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(Recording.CertificateFile("server.pem"), Recording.CertificateFile("server.key")));
            credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
            credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Anybody();
            parameters.Add(credentials);
            var endorsed = (SecurityBindingElement)bootstrap.Clone();
            endorsed.EndpointSupportingTokenParameters.Endorsing.Add(new SecureConversationSecurityTokenParameters());
            _issue = ExchangeServiceProtection.Create(SecurityPolicy.CreateService(bootstrap, parameters, token.BootstrapProtectionRequirements));
            _renew = ExchangeServiceProtection.Create(
                SecurityPolicy.CreateService(endorsed, parameters, token.BootstrapProtectionRequirements), keys => new RenewalResolver(keys, this));
        }

        public TrustProtocol Protocol { get; }

        public SessionProtection Protection { get; }

        public bool LooksForReplays { get; }

        public async Task TakeTokenRequestAsync(Message message, TokenRequestKind kind)
        {
            var bootstrap = kind == TokenRequestKind.Renew ? _renew! : _issue!;
            var (verified, memory) = await bootstrap.VerifyAsync(message, TestContext.Current.CancellationToken);
            using (memory)
            using (verified)
            {
                var request = TokenMessages.ReadRequest(verified, kind, Protocol);
                Assert.NotEmpty(request.Entropy!);
                if (kind == TokenRequestKind.Renew)
                {
                    Assert.Equal(request.Target, memory.Context);
                }

                using var answer = bootstrap.Protect(
                    TokenMessages.CreateResponse(
                        kind,
                        new TokenResponse { Token = new ContextName("urn:uuid:1", null), TokenId = "uuid-1", EntropyId = "uuid-2", Created = DateTime.UnixEpoch, Expires = DateTime.UnixEpoch },
                        verified.Version,
                        Protocol,
                        bootstrap.Policy.Profile.IsExplicit,
                        verified.Headers.MessageId),
                    memory);
                Assert.NotNull(answer);
            }
        }

        public void ForgetKeys() => _keys.Clear();

        public void AddWrongKeys()
        {
            foreach (var secret in Recording.Load("wsh-user-sc").Secrets.Where(secret => secret.Kind == "sct"))
            {
                _keys[new ContextName(secret.Id, null)] = new ContextKey(null, SecretKey.CreateRandom(256), DateTime.MinValue, DateTime.MaxValue);
            }
        }

        public KeyVerdict Lease(ContextName name, byte[]? cookie, out object? owner, out ContextKey? key)
        {
            if (_stateful is not null && cookie is not null)
            {
                var context = _stateful.Lease(name, cookie);
                owner = context?.Client.PrimaryIdentity.Name;
                key = context?.Key;
                return context is null ? KeyVerdict.Unknown : KeyVerdict.Valid;
            }

            owner = this;
            key = _keys.GetValueOrDefault(name);
            return key?.TryLease() is true ? KeyVerdict.Valid : KeyVerdict.Unknown;
        }

        public void Dispose()
        {
            _issue?.Dispose();
            _renew?.Dispose();
            _stateful?.Dispose();
        }

        private static (SecurityBindingElement Bootstrap, SecureConversationSecurityTokenParameters Token, SecurityBindingElement Element) Element(string conversation)
        {
            var version = conversation switch
            {
                _ when conversation.StartsWith("wsh", StringComparison.Ordinal) =>
                    MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10,
                _ when conversation.Contains("2007", StringComparison.Ordinal) =>
                    MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10,
                _ => MessageSecurityVersion.Default,
            };
            var bootstrap = conversation.Contains("-cert", StringComparison.Ordinal) ? SecurityBindingElement.CreateMutualCertificateBindingElement(version)
                : conversation.Contains("-anon", StringComparison.Ordinal) ? SecurityBindingElement.CreateAnonymousForCertificateBindingElement()
                : SecurityBindingElement.CreateUserNameForCertificateBindingElement();
            bootstrap.MessageSecurityVersion = version;
            bootstrap.DefaultAlgorithmSuite = conversation switch
            {
                _ when conversation.EndsWith("-b256sha256", StringComparison.Ordinal) => SecurityAlgorithmSuite.Basic256Sha256,
                _ when conversation.EndsWith("-b256rsa15", StringComparison.Ordinal) => SecurityAlgorithmSuite.Basic256Rsa15,
                _ when conversation.EndsWith("-tripledes", StringComparison.Ordinal) => SecurityAlgorithmSuite.TripleDes,
                _ => SecurityAlgorithmSuite.Basic256,
            };
            bootstrap.IncludeTimestamp = conversation != "sc-user-nots";
            var element = (SymmetricSecurityBindingElement)SecurityBindingElement.CreateSecureConversationBindingElement(
                bootstrap, !conversation.Contains("stateful", StringComparison.Ordinal));
            element.MessageSecurityVersion = version;
            element.DefaultAlgorithmSuite = bootstrap.DefaultAlgorithmSuite;
            element.IncludeTimestamp = bootstrap.IncludeTimestamp;
            var order = conversation.EndsWith("-ebs", StringComparison.Ordinal) ? MessageProtectionOrder.EncryptBeforeSign : MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature;
            element.MessageProtectionOrder = order;
            ((SymmetricSecurityBindingElement)bootstrap).MessageProtectionOrder = order;
            if (conversation == "sc-user-nods")
            {
                element.SetKeyDerivation(false);
                bootstrap.SetKeyDerivation(false);
            }

            return (bootstrap, (SecureConversationSecurityTokenParameters)element.ProtectionTokenParameters!, element);
        }
    }

    private sealed class Anybody : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
        }
    }

    /// <summary>As the recordings' service protected its state: not at all, behind a mark.</summary>
    private sealed class TestEncoder : SecurityStateEncoder
    {
        protected internal override byte[] DecodeSecurityState(byte[] data) =>
            data.AsSpan(0, 8).SequenceEqual("TESTENC0"u8) ? data[8..] : throw new FormatException();

        protected internal override byte[] EncodeSecurityState(byte[] data) => [.. "TESTENC0"u8, .. data];
    }
}
