using Parley.Channels;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Security;

/// <summary>Secure sessions between our client and our service, over real sockets.</summary>
public sealed class SecureSessionTests
{
    public static TheoryData<string, string, string> Worlds => new()
    {
        { "http", "anonymous", "" },
        { "http", "user", "alice" },
        { "http", "certificate", "CN=alice" },
        { "http", "certificates 1.0", "CN=alice" },
        { "https", "user over tls", "alice" },
        { "https", "certificate over tls", "CN=alice" },
        { "tcp", "anonymous", "" },
        { "tcp", "user", "alice" },
        { "tcp", "certificate", "CN=alice" },
        { "tcp tls", "user over tls", "alice" },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task A_session_is_opened_used_and_closed(string transport, string bootstrap, string name)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap));
        for (var i = 0; i < 2; i++)
        {
            var client = world.Open();
            Assert.StartsWith("urn:uuid:", ((IClientChannel)client).SessionId, StringComparison.Ordinal);
            Assert.Equal("hello & more", client.Echo("hello & more"));
            client.Note("one way");
            Assert.StartsWith(name, client.WhoAmI(), StringComparison.Ordinal);
            Assert.Equal(1, client.Count());
            Assert.Equal(2, client.Count());
            Assert.Equal("MyCode", Assert.Throws<FaultException>(() => client.Fail()).Code.Name);
            Assert.Equal(new string('x', 5_000), client.Echo(new string('x', 5_000)));
            SessionWorld.Close(client);
        }

        await world.Host.CloseAsync();
    }

    [Theory]
    [InlineData("http", "user", true)]
    [InlineData("http", "certificate", false)]
    [InlineData("tcp", "user", false)]
    [InlineData("tcp", "certificate", true)]
    [InlineData("https", "user over tls", true)]
    [InlineData("https", "certificate over tls", false)]
    public async Task A_session_may_have_another_version_than_the_requests_for_its_token(string transport, string bootstrap, bool is13)
    {
        var clock = new MovedClock();
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, element =>
            {
                element.MessageSecurityVersion = Version(is13);
                element.SessionToken!.BootstrapSecurityBindingElement!.MessageSecurityVersion = Version(!is13);
            }),
            clock: clock);
        var client = world.Open();
        Assert.Equal(1, client.Count());
        clock.Move(TimeSpan.FromHours(9.5));
        Assert.Equal(2, client.Count());
        SessionWorld.Close(client);
        await world.Host.CloseAsync();

        static MessageSecurityVersion Version(bool is13) => is13
            ? MessageSecurityVersion.WSSecurity11WSTrust13WSSecureConversation13WSSecurityPolicy12BasicSecurityProfile10
            : MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11;
    }

    [Theory]
    [InlineData("http", "user", SecurityKeyEntropyMode.ClientEntropy)]
    [InlineData("http", "certificate", SecurityKeyEntropyMode.ServerEntropy)]
    [InlineData("tcp", "user", SecurityKeyEntropyMode.ServerEntropy)]
    [InlineData("https", "user over tls", SecurityKeyEntropyMode.ClientEntropy)]
    public async Task The_key_may_be_of_one_side_alone(string transport, string bootstrap, SecurityKeyEntropyMode mode)
    {
        var clock = new MovedClock();
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap, element => element.KeyEntropyMode = mode), clock: clock);
        var client = world.Open();
        Assert.Equal(1, client.Count());
        clock.Move(TimeSpan.FromHours(9.5));
        Assert.Equal(2, client.Count());
        SessionWorld.Close(client);
        await world.Host.CloseAsync();
    }

    [Theory]
    [InlineData("http", "user", true)]
    [InlineData("http", "user", false)]
    [InlineData("tcp", "user", true)]
    [InlineData("tcp", "certificate", false)]
    [InlineData("https", "user over tls", true)]
    public async Task A_reliable_session_belongs_to_its_secure_session(string transport, string bootstrap, bool is11)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap, above: new ReliableSessionBindingElement
        {
            ReliableMessagingVersion = is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        }));
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        client.Note("one way");
        Assert.Equal(1, client.Count());
        Assert.StartsWith(bootstrap == "certificate" ? "CN=alice" : "alice", client.WhoAmI(), StringComparison.Ordinal);
        SessionWorld.Close(client);
        await world.Host.CloseAsync();
    }

    [Theory]
    [InlineData("http", "anonymous")]
    [InlineData("https", "user over tls")]
    [InlineData("tcp", "user")]
    public async Task After_a_restart_of_the_service_the_client_is_told_that_its_session_is_not_known(string transport, string bootstrap)
    {
        var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap));
        var address = world.Host.Description.Endpoints[0].ListenUri!.ToString();
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        world.Host.Abort();
        await using var again = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap), address: address);
        if (transport == "tcp")
        {
            // The connection is gone, too.
            Assert.ThrowsAny<CommunicationException>(() => client.Echo("again"));
        }
        else
        {
            var exception = Assert.Throws<MessageSecurityException>(() => client.Echo("again"));
            Assert.Contains("BadContextToken", exception.Message, StringComparison.Ordinal);
            Assert.Equal("BadContextToken", Assert.IsType<FaultException>(exception.InnerException, exactMatch: false).Code.SubCode!.Name);
            Assert.Equal(CommunicationState.Faulted, ((IClientChannel)client).State);
        }

        var fresh = again.Open();
        Assert.Equal("hello", fresh.Echo("hello"));
        SessionWorld.Close(fresh);
        await world.DisposeAsync();
    }

    [Theory]
    [InlineData("http", "user")]
    [InlineData("https", "user over tls")]
    [InlineData("tcp", "user")]
    public async Task A_client_that_is_not_known_gets_no_session(string transport, string bootstrap)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap));
        SessionWorld.Close(world.Open());
        world.Factory.Credentials!.UserName.Password = "wrong";
        var exception = Assert.Throws<MessageSecurityException>(() => world.Open());
        Assert.Equal("FailedAuthentication", Assert.IsType<FaultException>(exception.InnerException, exactMatch: false).Code.SubCode!.Name);
        Assert.DoesNotContain(world.Log.Entries, entry => entry.Text.Contains("wrong", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http", "user")]
    [InlineData("tcp", "user")]
    [InlineData("https", "user over tls")]
    public async Task Sixty_four_clients_at_once(string transport, string bootstrap)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, bootstrap));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() =>
        {
            var client = world.Open();
            for (var i = 1; i <= 3; i++)
            {
                Assert.Equal(i, client.Count());
                Assert.Equal($"{number} {i}", client.Echo($"{number} {i}"));
            }

            SessionWorld.Close(client);
        }, TestContext.Current.CancellationToken)));
        await world.Host.CloseAsync();
    }

    [Theory]
    [InlineData("http", "user", false)]
    [InlineData("http", "certificate", false)]
    [InlineData("tcp", "user", false)]
    [InlineData("https", "user over tls", false)]
    [InlineData("https", "certificate over tls", false)]
    [InlineData("http", "user", true)]
    [InlineData("tcp", "user", true)]
    public async Task The_key_is_renewed_when_most_of_its_life_is_over_and_the_session_goes_on(string transport, string bootstrap, bool isReliable)
    {
        var clock = new MovedClock();
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, isReliable ? Widen : null, above: isReliable ? new ReliableSessionBindingElement() : null), clock: clock);
        var client = world.Open();
        Assert.Equal(1, client.Count());
        var before = isReliable ? "" : Reference(client);
        for (var i = 0; i < 3; i++)
        {
            clock.Move(TimeSpan.FromHours(9.5));
            Assert.Equal(2 + (2 * i), client.Count());
            Assert.Equal(3 + (2 * i), client.Count());
            if (!isReliable)
            {
                Assert.NotEqual(before, Reference(client));
                before = Reference(client);
            }
        }

        SessionWorld.Close(client);
        await world.Host.CloseAsync();
    }

    [Fact]
    public async Task Sixty_four_callers_wait_for_one_renewal()
    {
        var clock = new MovedClock();
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding("http", "user"), clock: clock);
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        clock.Move(TimeSpan.FromHours(9.5));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() => Assert.Equal($"{number}", client.Echo($"{number}")), TestContext.Current.CancellationToken)));
        var reference = Reference(client);
        Assert.Equal("hello", client.Echo("hello"));
        Assert.Equal(reference, Reference(client));
        SessionWorld.Close(client);
    }

    [Theory]
    [InlineData("http", "user")]
    [InlineData("tcp", "user")]
    [InlineData("https", "user over tls")]
    public async Task A_service_whose_clock_is_ahead_asks_for_a_renewal_and_the_next_call_works(string transport, string bootstrap)
    {
        var clock = new MovedClock();
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, Widen),
            clock: clock,
            clientClock: TimeProvider.System);
        var client = world.Open();
        Assert.Equal(1, client.Count());
        clock.Move(TimeSpan.FromHours(15.5));
        var exception = Assert.ThrowsAny<CommunicationException>(() => client.Count());
        Assert.Equal("RenewNeeded", Assert.IsType<FaultException>(exception.InnerException ?? exception, exactMatch: false).Code.SubCode!.Name);
        Assert.Equal(2, client.Count());
        SessionWorld.Close(client);
    }

    [Theory]
    [InlineData("http", "user")]
    [InlineData("tcp", "user")]
    public async Task A_session_that_may_not_be_renewed_ends_with_its_key(string transport, string bootstrap)
    {
        var clock = new MovedClock();
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, element => element.SessionToken!.CanRenewSession = false), clock: clock);
        var client = world.Open();
        Assert.Equal(1, client.Count());
        clock.Move(TimeSpan.FromHours(14));
        Assert.Equal(2, client.Count());
        clock.Move(TimeSpan.FromHours(2));
        Assert.Contains("CanRenewSession", Assert.Throws<MessageSecurityException>(() => client.Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "user")]
    [InlineData("tcp", "user")]
    public async Task More_sessions_than_may_wait_for_their_first_message_are_refused_until_one_has_it(string transport, string bootstrap)
    {
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, element => element.LocalServiceSettings.MaxPendingSessions = 2));
        var first = world.Open();
        var second = world.Open();
        Assert.Throws<ServerTooBusyException>(() => world.Open());
        Assert.Equal(1, first.Count());
        var third = world.Open();
        Assert.Equal(1, second.Count());
        Assert.Equal(1, third.Count());
        SessionWorld.Close(first);
        SessionWorld.Close(second);
        SessionWorld.Close(third);
    }

    [Theory]
    [InlineData("http", "user", "alice")]
    [InlineData("http", "certificate", "CN=alice")]
    [InlineData("http", "anonymous", "")]
    [InlineData("https", "user over tls", "alice")]
    public async Task A_token_that_carries_its_state_serves_after_a_restart_of_the_service(string transport, string bootstrap, string name)
    {
        var encoder = new SharedEncoder();
        var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, stateful: true), new StatelessSafe(), configure: host => host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder);
        var address = world.Host.Description.Endpoints[0].ListenUri!.ToString();
        var client = world.Open();
        Assert.StartsWith(name, client.WhoAmI(), StringComparison.Ordinal);
        world.Host.Abort();
        await using var again = await SessionWorld.StartAsync(
            () => SessionWorld.Binding(transport, bootstrap, stateful: true), new StatelessSafe(), configure: host => host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder, address: address);
        Assert.StartsWith(name, client.WhoAmI(), StringComparison.Ordinal);
        Assert.Equal(1, encoder.Issued);
        SessionWorld.Close(client);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_a_service_with_another_secret_is_not_known_and_the_next_call_has_a_new_one()
    {
        var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding("http", "user", stateful: true), new StatelessSafe(), configure: host => host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = new SharedEncoder());
        var address = world.Host.Description.Endpoints[0].ListenUri!.ToString();
        var client = world.Open();
        Assert.Equal("alice", client.WhoAmI());
        world.Host.Abort();
        await using var again = await SessionWorld.StartAsync(
            () => SessionWorld.Binding("http", "user", stateful: true), new StatelessSafe(), configure: host => host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = new SharedEncoder(), address: address);
        Assert.Contains("BadContextToken", Assert.Throws<MessageSecurityException>(() => client.WhoAmI()).Message, StringComparison.Ordinal);
        Assert.Equal("alice", client.WhoAmI());
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_token_that_carries_its_state_is_asked_for_anew_when_most_of_its_life_is_over()
    {
        var clock = new MovedClock();
        var encoder = new SharedEncoder();
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding("http", "user", stateful: true), new StatelessSafe(), clock, host => host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder);
        var client = world.Open();
        var other = world.Open();
        Assert.Equal("alice", client.WhoAmI());
        Assert.Equal("alice", other.WhoAmI());
        Assert.Equal(1, encoder.Issued);
        clock.Move(TimeSpan.FromHours(7));
        Assert.Equal("alice", client.WhoAmI());
        Assert.Equal(2, encoder.Issued);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Credentials_do_not_go_over_a_transport_that_does_not_protect_them(bool stateful)
    {
        await using var host = new ServiceHost(typeof(StatelessSafe));
        host.AddServiceEndpoint(typeof(ISafe), SessionWorld.Binding("http", "user over tls", stateful: stateful), "http://localhost:0/open");
        var exception = await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await host.OpenAsync());
        Assert.Contains("AllowInsecureTransport", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("tcp")]
    public async Task Somebody_else_s_messages_do_not_hurt_a_session(string transport)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, "user"));
        var client = world.Open();
        Assert.Equal(1, client.Count());
        var plain = new CustomBinding(SessionWorld.Binding(transport, "user").CreateBindingElements().Where(element => element is not SecurityBindingElement));
        var factory = new ChannelFactory<ISafe>(plain, new EndpointAddress(world.Host.Description.Endpoints[0].ListenUri!));
        var stranger = factory.CreateChannel();
        var refused = Assert.ThrowsAny<CommunicationException>(() => stranger.Count());
        Assert.Equal("BadContextToken", Assert.IsType<FaultException>(refused.InnerException ?? refused, exactMatch: false).Code.SubCode!.Name);
        factory.Abort();
        Assert.Equal(2, client.Count());
        SessionWorld.Close(client);
    }

    // Messages may be under way while the test moves the clock.
    private static void Widen(SecurityBindingElement element)
    {
        foreach (var each in (SecurityBindingElement[])[element, element.SessionToken!.BootstrapSecurityBindingElement!])
        {
            each.LocalClientSettings.MaxClockSkew = TimeSpan.FromDays(1);
            each.LocalServiceSettings.MaxClockSkew = TimeSpan.FromDays(1);
        }
    }

    private static string Reference(ISafe client)
    {
        var conversation = ((IClientChannel)client).GetProperty<ISecureConversation>()!;
        using var text = new StringWriter();
        using (var writer = System.Xml.XmlDictionaryWriter.CreateDictionaryWriter(System.Xml.XmlWriter.Create(text)))
        {
            conversation.WriteTokenReference(writer);
        }

        return text.ToString();
    }

    /// <summary>Protects state by a secret that hosts share.</summary>
    private sealed class SharedEncoder : SecurityStateEncoder
    {
        private readonly byte[] _key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        private int _issued;

        public int Issued => _issued;

        protected internal override byte[] DecodeSecurityState(byte[] data)
        {
            using var cipher = new System.Security.Cryptography.AesGcm(_key, 16);
            var plain = new byte[data.Length - 28];
            cipher.Decrypt(data.AsSpan(0, 12), data.AsSpan(28), data.AsSpan(12, 16), plain);
            return plain;
        }

        protected internal override byte[] EncodeSecurityState(byte[] data)
        {
            Interlocked.Increment(ref _issued);
            using var cipher = new System.Security.Cryptography.AesGcm(_key, 16);
            var result = new byte[data.Length + 28];
            System.Security.Cryptography.RandomNumberGenerator.Fill(result.AsSpan(0, 12));
            cipher.Encrypt(result.AsSpan(0, 12), data, result.AsSpan(28), result.AsSpan(12, 16));
            return result;
        }
    }
}
