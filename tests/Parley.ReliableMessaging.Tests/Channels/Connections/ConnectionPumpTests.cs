using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>What fails on a thread that nobody waits for ends a session or a connection, and not the process.</summary>
public class ConnectionPumpTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_session_that_fails_when_it_goes_on_ends_and_the_connection_is_read_on()
    {
        var channel = new ScriptedChannel();
        var session = new FailingSession();
        var pump = new Pump(channel, session);
        channel.Bring(CreateMessage());

        Assert.Equal("going on", (await session.Broken.WaitAsync(s_guard)).Message);
        Assert.Equal("going on", (await pump.Noted.WaitAsync(s_guard)).Message);
        Assert.False(pump.Ended.IsCompleted);
        channel.Bring(null);
        Assert.Null(await pump.Ended.WaitAsync(s_guard));
    }

    [Fact]
    public async Task A_message_that_cannot_be_taken_ends_the_connection()
    {
        var channel = new ScriptedChannel();
        var pump = new Pump(channel, null);
        channel.Bring(CreateMessage());

        Assert.Equal("taking", (await pump.Noted.WaitAsync(s_guard)).Message);
        Assert.Equal("taking", (await pump.Ended.WaitAsync(s_guard))!.Message);
    }

    [Fact]
    public async Task Whoever_gets_a_message_may_wait_for_the_next_however_quickly_those_before_went()
    {
        const int Count = 5_000;
        var channel = new ScriptedChannel();
        for (var number = 0; number < Count; number++)
        {
            channel.Bring(CreateMessage());
        }

        channel.Bring(null);
        var pump = new HandingPump(channel);
        Assert.Null(await pump.Ended.WaitAsync(s_guard));
        Assert.Equal(0, pump.WaitedInVain);
    }

    private static Message CreateMessage() => Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:action");

    private sealed class FailingSession : IFedSession
    {
        private readonly TaskCompletionSource<Exception> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception> Broken => _broken.Task;

        public void GoOn(bool isHere) => throw new InvalidOperationException("going on");

        public void Break(Exception failure) => _broken.TrySetResult(failure);
    }

    private sealed class Pump : ConnectionPump
    {
        private readonly TaskCompletionSource<Exception> _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IFedSession? _session;

        public Pump(IDuplexChannel channel, IFedSession? session)
            : base(channel)
        {
            _session = session;
            Start();
        }

        public Task<Exception> Noted => _noted.Task;

        public Task<Exception?> Ended => _ended.Task;

        protected override ValueTask TakeAsync(Message message)
        {
            message.Close();
            NoteFed(_session ?? throw new InvalidOperationException("taking"));
            return default;
        }

        protected override void End(Exception? failure) => _ended.TrySetResult(failure);

        protected override void NoteUnexpected(Exception failure) => _noted.TrySetResult(failure);
    }

    /// <summary>Hands every message over. Who gets one of an even number goes on only when the next is there.</summary>
    private sealed class HandingPump : ConnectionPump
    {
        private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private readonly object _changed = new();
        private int _taken;

        public HandingPump(IDuplexChannel channel)
            : base(channel) => Start();

        public Task<Exception?> Ended => _ended.Task;

        public int WaitedInVain { get; private set; }

        protected override ValueTask TakeAsync(Message message)
        {
            message.Close();
            int number;
            lock (_changed)
            {
                number = ++_taken;
                Monitor.PulseAll(_changed);
            }

            if (HandsOverHere)
            {
                var line = new WaitingLine<Delivery<SessionPayload>?>(_gate);
                Waiter<Delivery<SessionPayload>?>? waiter;
                lock (_gate)
                {
                    waiter = line.Enter();
                    line.TryTakeFirst(out _);
                }

                _ = GoOnAsync(waiter, number);
                HandOver(new HandedOver(waiter, default));
            }

            return default;
        }

        protected override void End(Exception? failure)
        {
            lock (_changed)
            {
                _taken = int.MaxValue;
                Monitor.PulseAll(_changed);
            }

            _ended.TrySetResult(failure);
        }

        protected override void NoteUnexpected(Exception failure) => _ended.TrySetResult(failure);

        private async Task GoOnAsync(Waiter<Delivery<SessionPayload>?> waiter, int number)
        {
            await waiter.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            lock (_changed)
            {
                while (number % 2 == 0 && _taken <= number && WaitedInVain == 0)
                {
                    WaitedInVain += Monitor.Wait(_changed, s_guard / 2) ? 0 : 1;
                }
            }
        }
    }

    /// <summary>Brings what the test says, on a thread of its own.</summary>
    private sealed class ScriptedChannel : IDuplexChannel
    {
        private readonly System.Threading.Channels.Channel<Message?> _messages = System.Threading.Channels.Channel.CreateUnbounded<Message?>();

        public event EventHandler? Opening
        {
            add { }
            remove { }
        }

        public event EventHandler? Opened
        {
            add { }
            remove { }
        }

        public event EventHandler? Closing
        {
            add { }
            remove { }
        }

        public event EventHandler? Closed
        {
            add { }
            remove { }
        }

        public event EventHandler? Faulted
        {
            add { }
            remove { }
        }

        public CommunicationState State => CommunicationState.Opened;

        public EndpointAddress? LocalAddress => null;

        public EndpointAddress RemoteAddress { get; } = new("test://service/");

        public Uri Via => RemoteAddress.Uri;

        public void Bring(Message? message) => Assert.True(_messages.Writer.TryWrite(message));

        public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => _messages.Reader.ReadAsync(cancellationToken);

        public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default) => default;

        public T? GetProperty<T>()
            where T : class => null;

        public void Abort()
        {
        }

        public void Open()
        {
        }

        public void Open(TimeSpan timeout)
        {
        }

        public void Close()
        {
        }

        public void Close(TimeSpan timeout)
        {
        }

        public ValueTask OpenAsync(CancellationToken cancellationToken = default) => default;

        public ValueTask CloseAsync(CancellationToken cancellationToken = default) => default;
    }
}
