using Parley.Channels;
using Parley.Channels.Tests;
using Parley.ReliableMessaging.Tests.Channels.Connections;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>What was kept of a message that is acknowledged is used for another, and never while an attempt is still being written.</summary>
public class PayloadReuseTests
{
    private static readonly MessageVersion s_version = MessageVersion.Soap12WSAddressing10;
    private static readonly MessageEncoder s_encoder = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder;

    [Fact]
    public void An_acknowledged_message_is_used_for_the_next()
    {
        var driver = new Driver();
        var first = driver.Send("one");
        driver.Acknowledge(1);
        var second = driver.Send("two");

        Assert.Same(first, second);
        Assert.Equal(["one", "two"], driver.Written);
    }

    [Fact]
    public void A_message_that_is_acknowledged_while_it_is_sent_again_says_the_same_to_its_end()
    {
        var driver = new Driver();
        var first = driver.Send("one");
        driver.IsSlow = true;
        driver.PassTimeout();
        Assert.Equal(2, driver.LastAttempt);

        driver.Acknowledge(1);
        var second = driver.Send("two");
        Assert.NotSame(first, second);

        driver.IsSlow = false;
        driver.FinishWriting();
        Assert.Equal(["one", "one", "two"], driver.Written);

        driver.Acknowledge(2);
        var third = driver.Send("three");
        Assert.True(third == first || third == second);
        Assert.Equal("three", driver.Written[^1]);
    }

    [Fact]
    public void A_message_that_a_channel_may_have_kept_is_not_used_again()
    {
        var driver = new Driver { ReleasesWhatIsAcknowledged = false };
        var first = driver.Send("one");
        driver.Acknowledge(1);

        Assert.NotSame(first, driver.Send("two"));
    }

    [Fact]
    public void A_used_message_keeps_no_header_and_no_large_body_of_the_one_before()
    {
        var driver = new Driver();
        var text = new string('x', 5_000);
        var first = driver.Send(text, message => message.Headers.Add(MessageHeader.CreateHeader("Other", "urn:tests", "more")));
        driver.Acknowledge(1);
        var second = driver.Send("two");

        Assert.Same(first, second);
        Assert.Equal([text, "two"], driver.Written);
        Assert.Equal([true, false], driver.HadOther);
    }

    /// <summary>The sending side of a session over a connection that writes when the test says so.</summary>
    private sealed class Driver : SessionDriver
    {
        private const string Identifier = "urn:uuid:6a8b8aa4-3f6e-4b57-9c0f-3f3a9d0b7c11";

        private readonly ManualTimeProvider _time;
        private readonly SequenceSession<SessionPayload> _engine;
        private readonly RmTranslator _translator;
        private (TaskCompletionSource<bool> Done, Message Message)? _writing;

        public Driver()
            : this(new ManualTimeProvider())
        {
        }

        private Driver(ManualTimeProvider time)
            : base(time, SessionWatch.Create([], SessionRole.Initiator, ReliableVersion.V11))
        {
            _time = time;
            var to = new EndpointAddress("wires://service/");
            _translator = new RmTranslator(Wsrm.Version11, s_version, to, to) { Encoder = s_encoder };
            _engine = SequenceSession<SessionPayload>.CreateInitiator(new ReliableSettings { Version = ReliableVersion.V11 }, Now, offer: null);
            _engine.Released = payload =>
            {
                if (ReleasesWhatIsAcknowledged)
                {
                    payload.Release();
                }
            };
            lock (Gate)
            {
                _engine.Open(Begin());
            }

            Run();
            Feed(new() { Kind = MessageKind.CreateSequenceResponse, Identifier = Identifier });
        }

        public override SessionEngine<SessionPayload> Engine => _engine;

        public bool IsSlow { get; set; }

        public bool ReleasesWhatIsAcknowledged { get; init; } = true;

        public int LastAttempt { get; private set; }

        public List<string> Written { get; } = [];

        public List<bool> HadOther { get; } = [];

        protected override Uri PeerAddress => _translator.RemoteAddress;

        public SessionPayload Send(string text, Action<Message>? change = null)
        {
            var message = Texts.Create(s_version, text);
            change?.Invoke(message);
            var payload = _translator.Keep(message);
            lock (Gate)
            {
                Assert.Equal(SendResult.Taken, _engine.Send(Begin(), payload, out _));
            }

            Run();
            return payload;
        }

        public void Acknowledge(long last) =>
            Feed(new() { Kind = MessageKind.Acknowledgement, Acknowledgement = new() { Identifier = Identifier, Ranges = [new(1, last)] } });

        public void PassTimeout() => _time.Advance(TimeSpan.FromSeconds(10));

        public void FinishWriting()
        {
            var (done, message) = _writing!.Value;
            Write(message);
            done.SetResult(true);
        }

        protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
        {
            if (transmission.Kind != MessageKind.Message)
            {
                return new(true);
            }

            LastAttempt = transmission.Attempt;
            var message = _translator.ToMessage(transmission)!;
            if (!IsSlow)
            {
                Write(message);
                return new(true);
            }

            _writing = (new(), message);
            return new(_writing.Value.Done.Task);
        }

        protected override void OnProgress()
        {
        }

        protected override void Break(Exception failure) => throw new InvalidOperationException("The session of the test has failed.", failure);

        private void Write(Message message)
        {
            var manager = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
            using (message)
            using (var read = s_encoder.ReadMessage(s_encoder.WriteMessage(message, 1 << 20, manager), manager))
            {
                HadOther.Add(read.Headers.FindHeader("Other", "urn:tests") >= 0);
                Written.Add(read.GetBody<string>());
            }
        }

        private void Feed(in Arrival<SessionPayload> arrival)
        {
            lock (Gate)
            {
                _engine.HandleArrival(Begin(), arrival);
            }

            Run();
        }
    }
}
