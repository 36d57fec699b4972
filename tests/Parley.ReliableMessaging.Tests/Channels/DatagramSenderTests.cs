using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>Messages that go by themselves over requests with empty responses: several at once, but a fault after all before it.</summary>
public sealed class DatagramSenderTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_waits_for_the_message_before_it_because_it_may_end_the_session()
    {
        var channel = new HoldingChannel();
        using var sender = new DatagramSender(new ReliableSettings(), new ManualTimeProvider(), static (_, _) => { });
        Assert.True(await SendAsync(sender, channel, MessageKind.Message, "urn:reply").WaitAsync(_guard, Token));
        var fault = SendAsync(sender, channel, MessageKind.Fault, "urn:fault");
        Assert.False(fault.IsCompleted);
        Assert.Equal(["urn:reply"], channel.Sent);
        channel.Answered.SetResult();
        Assert.True(await fault.WaitAsync(_guard, Token));
        await sender.WhenIdle().WaitAsync(_guard, Token);
        Assert.Equal(["urn:reply", "urn:fault"], channel.Sent);
    }

    [Fact]
    public async Task A_fault_does_not_wait_for_ever()
    {
        var clock = new ManualTimeProvider();
        var channel = new HoldingChannel();
        using var sender = new DatagramSender(new ReliableSettings(), clock, static (_, _) => { });
        await SendAsync(sender, channel, MessageKind.Message, "urn:reply").WaitAsync(_guard, Token);
        var fault = SendAsync(sender, channel, MessageKind.Fault, "urn:fault");
        Assert.False(fault.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await fault.WaitAsync(_guard, Token));
        Assert.Equal(["urn:reply", "urn:fault"], channel.Sent);
    }

    private static Task<bool> SendAsync(DatagramSender sender, HoldingChannel channel, MessageKind kind, string action) => sender.SendAsync(
        channel, Message.CreateMessage(MessageVersion.Default, action), new Transmission<SessionPayload> { Kind = kind, Attempt = 1 }, TimeSpan.FromSeconds(10)).AsTask();

    /// <summary>Holds the responses to what is sent.</summary>
    private sealed class HoldingChannel : CommunicationObject, IDuplexChannel
    {
        private readonly List<string?> _sent = [];

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEnumerable<string?> Sent
        {
            get
            {
                lock (_sent)
                {
                    return [.. _sent];
                }
            }
        }

        public EndpointAddress RemoteAddress { get; } = new("http://localhost/");

        public Uri Via => RemoteAddress.Uri;

        public EndpointAddress? LocalAddress => null;

        protected override TimeSpan DefaultOpenTimeout => _guard;

        protected override TimeSpan DefaultCloseTimeout => _guard;

        public T? GetProperty<T>()
            where T : class => null;

        public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => default;

        public async ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
        {
            lock (_sent)
            {
                _sent.Add(message.Headers.Action);
            }

            await Answered.Task.WaitAsync(cancellationToken);
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }
    }
}
