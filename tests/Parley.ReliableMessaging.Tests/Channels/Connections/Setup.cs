using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>What the tests of sessions over connections have in common.</summary>
internal static class Setup
{
    /// <summary>Turns a hang into a failure.</summary>
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static (Wires Wires, SequencePeer Peer) Create(bool is11, int window = 8)
    {
        var version = is11 ? ReliableVersion.V11 : ReliableVersion.February2005;
        var wires = new Wires(version);
        return (wires, new SequencePeer(wires, new ReliableSettings { Version = version, MaxTransferWindowSize = window }));
    }

    public static SessionEngine<SessionPayload> EngineOf(object channel) => ((ConnectedSessionChannel)channel).Driver.Engine;

    public static async Task CloseAsync(Wires wires, ICommunicationObject channel)
    {
        var closing = channel.CloseAsync().AsTask();
        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);
        await closing.WaitAsync(s_guard);
    }

    /// <summary>
    /// Moves the clock step by step. Whatever an engine does it does within a step; what a task does that waited for it comes at some time
    /// after, so the condition is about engines.
    /// </summary>
    public static void AdvanceUntil(Wires wires, Func<bool> isDone, TimeSpan? step = null)
    {
        for (var i = 0; !isDone(); i++)
        {
            Assert.True(i < 100_000, "It did not happen.");
            wires.Time.Advance(step ?? TimeSpan.FromMilliseconds(50));
        }
    }
}
