using Parley.Channels;
using Parley.Channels.Tests;
using Parley.ReliableMessaging.Tests.Monitoring;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>What every driver of a session does, whatever its transport.</summary>
public sealed class SessionDriverTests
{
    [Fact]
    public async Task What_fails_while_a_session_looks_for_more_to_send_ends_it_and_does_not_reach_whoever_has_told_it_something()
    {
        var log = new Entries();
        using var driver = new Driver(log);
        driver.Open();
        Assert.Equal(MessageKind.CreateSequence, Assert.Single(driver.Sent));

        driver.FailNext = true;
        driver.TellSomething();
        Assert.Equal("On purpose.", driver.WhyBroken!.InnerException!.Message);
        Assert.Equal("On purpose.", (await log.FirstAsync(2319)).Exception!.Message);
        Assert.NotNull(driver.Engine.Outcome);

        // Once is enough, and nobody is taken for the one who sends.
        driver.FailNext = true;
        driver.TellSomething();
        driver.TellSomething();
        Assert.Equal(1, driver.Breaks);
    }

    private sealed class Driver : SessionDriver
    {
        private readonly SequenceSession<SessionPayload> _engine = SequenceSession<SessionPayload>.CreateInitiator(new ReliableSettings(), TimeSpan.Zero, "urn:offer");

        public Driver(Entries log)
            : base(new ManualTimeProvider(), SessionWatch.Create([log], SessionRole.Initiator, ReliableVersion.V11))
        {
        }

        public override SessionEngine<SessionPayload> Engine => _engine;

        public List<MessageKind> Sent { get; } = [];

        public bool FailNext { get; set; }

        public Exception? WhyBroken { get; private set; }

        public int Breaks { get; private set; }

        protected override Uri PeerAddress { get; } = new("test://peer/");

        public void Open()
        {
            lock (Gate)
            {
                _engine.Open(Now);
            }

            Run();
        }

        /// <summary>As whoever tells the engine something, and has it looked what follows.</summary>
        public void TellSomething()
        {
            Turn turn;
            lock (Gate)
            {
                Begin();
                Advance(out turn);
            }

            Finish(ref turn);
        }

        protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
        {
            Sent.Add(transmission.Kind);
            return new(true);
        }

        protected override void OnProgress()
        {
            if (FailNext)
            {
                FailNext = false;
                throw new InvalidOperationException("On purpose.");
            }
        }

        protected override void Break(Exception failure)
        {
            Breaks++;
            WhyBroken = failure;
            lock (Gate)
            {
                _engine.Abort(Begin());
            }

            Run();
        }
    }
}
