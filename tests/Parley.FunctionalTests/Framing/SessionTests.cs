using Parley.Channels;

namespace Parley.FunctionalTests.Framing;

public class SessionTests
{
    private static CustomBinding CreateBinding() =>
        new(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());

    [Fact]
    public async Task A_session_carries_messages_both_ways_and_ends_on_both_sides()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());

        var channel = await client.ConnectAsync(host.Uri);
        await channel.SendAsync(Messages.Create("one"));
        Assert.Equal("one", Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        await channel.SendAsync(Messages.Create("two"));
        Assert.Equal("two", Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        await channel.CloseAsync();

        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Empty(host.Failures);
    }
}
