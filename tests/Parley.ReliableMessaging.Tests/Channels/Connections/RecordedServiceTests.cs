using Parley.Channels;
using static Parley.ReliableMessaging.Tests.Channels.Connections.Setup;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>Recorded conversations over net.tcp: our client says what the recorded one said, and hears what that one heard.</summary>
public class RecordedServiceTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("dotnet-client/nettcp-rm11-oneway", true)]
    [InlineData("dotnet-client/nettcp-rm11-reqreply", true)]
    [InlineData("dotnet-client/nettcp-rmfeb2005-duplex-callback", false)]
    [InlineData("dotnet-client/nettcp-rmfeb2005-oneway", false)]
    [InlineData("dotnet-client/nettcp-rmfeb2005-reqreply", false)]
    [InlineData("netframework/nettcp-none-rm", false)]
    [InlineData("netframework/x-nettcp-duplex-rm", false)]
    public async Task A_recorded_conversation_happens_again_with_our_client(string folder, bool is11)
    {
        var wires = new Wires(is11 ? ReliableVersion.V11 : ReliableVersion.February2005);
        var recorded = new RecordedConversation(folder, wires);
        var factory = wires.CreateBinding().BuildChannelFactory<IDuplexSessionChannel>(wires.Time);
        var oneWayFactory = wires.CreateBinding().BuildChannelFactory<IOutputSessionChannel>(wires.Time);
        factory.Open();
        oneWayFactory.Open();
        IOutputChannel channel = recorded.IsOneWay ? oneWayFactory.CreateChannel(recorded.Service) : factory.CreateChannel(recorded.Service);
        Task? closing = null;

        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel is IDuplexSessionChannel duplex
            ? Enumerable.Range(0, recorded.Answers.Count + 1).Select(_ => duplex.ReceiveAsync().AsTask()).ToArray()
            : [];
        foreach (var said in recorded.Said.Skip(1))
        {
            if (said.Kind == MessageKind.Message)
            {
                await channel.SendAsync(said.CreateAgain()).AsTask().WaitAsync(s_guard);
            }
            else if (said.Kind is MessageKind.LastMessage or MessageKind.CloseSequence)
            {
                closing = channel.CloseAsync().AsTask();
            }

            AdvanceUntil(wires, () => recorded.HasBeenSaid(said));
        }

        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);
        await closing!.WaitAsync(s_guard);

        Assert.Equal(SessionEnd.Closed, EngineOf(channel).Outcome!.End);
        Assert.True(recorded.IsOver);
        Assert.DoesNotContain(wires.Sent, packet => packet.Kind == MessageKind.Fault);
        if (channel is IDuplexSessionChannel)
        {
            var heard = await Task.WhenAll(hearing).WaitAsync(s_guard);
            Assert.Equal([.. recorded.Answers, null], heard.Select(message => message?.Headers.Action));
        }

        foreach (var said in recorded.Said.Where(said => said.Kind is not (MessageKind.Acknowledgement or MessageKind.AckRequested)))
        {
            Assert.Equal(said.LastingHeaders, recorded.FindSaid(said)!.LastingHeaders);
        }
    }
}
