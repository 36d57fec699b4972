using Parley.Channels;
using Parley.Description;
using Parley.FunctionalTests.Http;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>The keys of a session in the course of time, over real sockets.</summary>
public sealed class RenewalScenarioTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scenario_16_a_key_is_renewed_while_calls_and_callbacks_are_under_way()
    {
        const int Waiting = 8;
        var clock = new MovedClock();
        await using var host = new ServiceHost(typeof(Talk), new Uri("net.tcp://127.0.0.1:0/talk")) { Clock = clock };
        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        var endpoint = host.AddServiceEndpoint(typeof(ITalk), Anonymous(), string.Empty);
        await host.OpenAsync(Cancelled);
        var back = new TalkBack(Waiting);
        await using var factory = new DuplexChannelFactory<ITalk>(new InstanceContext(back), Anonymous(), new EndpointAddress(endpoint.ListenUri!));
        factory.Credentials!.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        factory.Endpoint.EndpointBehaviors.Add(clock);
        var client = factory.CreateChannel();
        Assert.Equal("asked: hello", await client.AskAsync("hello").WaitAsync(_guard, Cancelled));
        var first = KeyOf((IChannel)client);

        for (var round = 0; round < 2; round++)
        {
            var key = KeyOf((IChannel)client);
            var waiting = round == 0 ? Enumerable.Range(0, Waiting).Select(i => client.AskAsync($"wait {i}")).ToArray() : [];
            if (round == 0)
            {
                await back.AllWait.WaitAsync(_guard, Cancelled);
            }

            clock.Move(TimeSpan.FromHours(9.5));
            await Task.WhenAll(Enumerable.Range(0, 16).Select(async i => Assert.Equal($"asked: {i}", await client.AskAsync($"{i}")))).WaitAsync(_guard, Cancelled);
            Assert.NotEqual(key, KeyOf((IChannel)client));
            if (round == 0)
            {
                // Asked under the key before, answered under the one after it.
                Assert.All(waiting, call => Assert.False(call.IsCompleted));
                back.Go();
                Assert.Equal(Enumerable.Range(0, Waiting).Select(i => $"asked: wait {i}"), await Task.WhenAll(waiting).WaitAsync(_guard, Cancelled));
            }
        }

        Assert.NotEqual(first, KeyOf((IChannel)client));
        await ((IClientChannel)client).CloseAsync(Cancelled);

        static CustomBinding Anonymous()
        {
            var element = SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateAnonymousForCertificateBindingElement());
            SecureBindings.Widen(element);
            return new CustomBinding(element, new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        }
    }

    [Fact]
    public async Task Scenario_16_after_the_roll_over_the_key_before_is_taken_for_its_grace_and_then_refused()
    {
        var clock = new MovedClock();
        var binding = SecureBindings.Http("Session", Unforgetful);
        await using var world = await BankWorld.StartAsync(binding, clock: clock);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address, clock: clock);
        Assert.Equal("before", await client.EchoAsync("before").WaitAsync(_guard, Cancelled));
        var old = between.Last;
        Assert.Equal(200, (await between.PostAsync(old)).Status);

        // The renewal, and the first message under the new key.
        clock.Move(TimeSpan.FromHours(9.5));
        Assert.Equal("after", await client.EchoAsync("after").WaitAsync(_guard, Cancelled));
        var current = between.Last;
        Assert.Equal(200, (await between.PostAsync(old)).Status);
        clock.Move(TimeSpan.FromMinutes(4));
        Assert.Equal(200, (await between.PostAsync(old)).Status);
        Assert.Equal(200, (await between.PostAsync(current)).Status);

        clock.Move(TimeSpan.FromMinutes(2));
        var (status, text) = await between.PostAsync(old);
        Assert.Equal(500, status);
        Assert.Contains(":BadContextToken<", text, StringComparison.Ordinal);
        Assert.Equal(200, (await between.PostAsync(current)).Status);
        Assert.Equal("later", await client.EchoAsync("later").WaitAsync(_guard, Cancelled));
        await ((IClientChannel)client).CloseAsync(Cancelled);

        // So that it is the key that counts, and nothing else.
        static void Unforgetful(SecurityBindingElement element)
        {
            SecureBindings.Widen(element);
            element.LocalServiceSettings.DetectReplays = false;
        }
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("unknown")]
    [InlineData("expired")]
    public async Task Scenario_17_a_token_that_is_over_is_answered_by_BadContextToken(string how)
    {
        var clock = new MovedClock();
        var binding = SecureBindings.Http(how == "expired" ? "Stateful" : "Session", Unforgetful);
        var encoder = new OpenStateEncoder();
        await using var world = await BankWorld.StartAsync(binding, clock: clock, configure: Encode);
        await using var other = await BankWorld.StartAsync(binding, clock: clock, configure: Encode);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        var captured = between.Last;
        Assert.Equal(200, (await between.PostAsync(captured)).Status);
        switch (how)
        {
            case "cancelled":
                await ((IClientChannel)client).CloseAsync(Cancelled);
                break;
            case "unknown":
                between.Service = other.Address;
                break;
            default:
                clock.Move(TimeSpan.FromHours(10.5));
                break;
        }

        var (status, text) = await between.PostAsync(captured);
        Assert.Equal(500, status);
        Assert.Contains(":BadContextToken<", text, StringComparison.Ordinal);

        // Nobody else is concerned.
        Assert.Equal("others", await world.Connect(binding, clock: clock).EchoAsync("others").WaitAsync(_guard, Cancelled));

        void Encode(ServiceCredentials credentials) => credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder;

        static void Unforgetful(SecurityBindingElement element)
        {
            SecureBindings.Widen(element);
            element.LocalServiceSettings.DetectReplays = false;
        }
    }

    [Fact]
    public async Task Scenario_17_after_a_restart_the_client_establishes_again_and_repeats_only_what_is_safe()
    {
        await using var notary = await NotaryProcess.StartAsync();
        await using var plainFactory = notary.CreateFactory("stateless");
        await using var factory = notary.CreateFactory("stateless");
        factory.Endpoint.EndpointBehaviors.Add(new SessionRecoveryBehavior());
        var plain = plainFactory.CreateChannel();
        var recovering = factory.CreateChannel();
        Assert.Contains("reads 'one'", await plain.ReadAsync("one").WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
        Assert.Contains("reads 'one'", await recovering.ReadAsync("one").WaitAsync(_guard, Cancelled), StringComparison.Ordinal);

        await notary.RestartAsync();
        var lost = await Assert.ThrowsAsync<MessageSecurityException>(() => plain.ReadAsync("two").WaitAsync(_guard, Cancelled));
        Assert.Contains("BadContextToken", lost.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)plain).State);
        Assert.Contains("reads 'two'", await recovering.ReadAsync("two").WaitAsync(_guard, Cancelled), StringComparison.Ordinal);

        await notary.RestartAsync();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => recovering.SignAsync("three").WaitAsync(_guard, Cancelled));
        Assert.Contains("signs 'four'", await recovering.SignAsync("four").WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
    }

    /// <summary>The key of a channel's secure session, by its name.</summary>
    internal static string KeyOf(IChannel client)
    {
        using var text = new StringWriter();
        using (var writer = System.Xml.XmlDictionaryWriter.CreateDictionaryWriter(System.Xml.XmlWriter.Create(text)))
        {
            client.GetProperty<ISecureConversation>()!.WriteTokenReference(writer);
        }

        return text.ToString();
    }
}
