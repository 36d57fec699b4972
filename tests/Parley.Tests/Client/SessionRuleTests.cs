using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class SessionRuleTests
{
    [Fact]
    public async Task A_call_that_is_not_initiating_does_not_open_the_channel()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IBasket>(peer, typeof(IDuplexSessionChannel));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => factory.CreateChannel().AddAsync("apple").Soon());
        Assert.Contains("'Add'", error.Message, StringComparison.Ordinal);
        Assert.Contains("IsInitiating", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, peer.Opens);
    }

    [Fact]
    public async Task After_an_explicit_open_the_client_does_not_check_what_comes_first()
    {
        await using var factory = Wire.Factory<IBasket>(Wire.EchoPeer(), typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        await ((IClientChannel)proxy).OpenAsync().Soon();
        Assert.Equal("apple", await proxy.AddAsync("apple").Soon());
    }

    [Fact]
    public async Task A_terminating_call_closes_the_channel_when_its_reply_has_come()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IBasket>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        Assert.Equal("Ann", await proxy.StartAsync("Ann").Soon());
        Assert.Equal("apple", await proxy.AddAsync("apple").Soon());
        Assert.Equal("", await proxy.CheckOutAsync().Soon());
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
        Assert.Equal((1, 0), (peer.Closes, peer.Aborts));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => proxy.AddAsync("pear").Soon());
        Assert.IsNotType<ObjectDisposedException>(error);
        Assert.Contains("'CheckOut'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminating_one_way_call_closes_the_channel_after_it_is_sent()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IBasket>(peer, typeof(IRequestSessionChannel));
        peer.Answer = request => new(request.Headers.MessageId is null ? null : Wire.Reply(request, "x"));
        var proxy = factory.CreateChannel();
        await proxy.StartAsync("Ann").Soon();
        await proxy.LeaveAsync().Soon();
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
        Assert.Equal(1, peer.Closes);
    }

    [Fact]
    public async Task A_session_has_one_identifier_for_input_and_output()
    {
        await using var factory = Wire.Factory<IBasket>(Wire.EchoPeer(), typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var channel = (IClientChannel)proxy;
        await proxy.StartAsync("Ann").Soon();
        Assert.StartsWith("urn:uuid:", channel.SessionId, StringComparison.Ordinal);
        Assert.Equal(channel.SessionId, channel.InputSession!.Id);
        Assert.Equal(channel.SessionId, channel.OutputSession!.Id);
        Assert.True(channel.LocalAddress!.IsAnonymous);
        Assert.Equal(Wire.Address, channel.RemoteAddress);
    }

    [Fact]
    public async Task Without_a_session_there_is_no_identifier()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var channel = (IClientChannel)factory.CreateChannel();
        Assert.Null(channel.SessionId);
        Assert.Null(channel.InputSession);
        Assert.Null(channel.OutputSession);
        Assert.Throws<InvalidOperationException>(() =>
        {
            channel.Open();
            ((IDuplexContextChannel)channel).CloseOutputSession(TimeSpan.FromSeconds(1));
        });
    }

    [Fact]
    public async Task A_contract_that_needs_a_session_refuses_a_binding_without_one()
    {
        await using var factory = Wire.Factory<IBasket>(Wire.EchoPeer(), typeof(IRequestChannel));
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("IBasket", error.Message, StringComparison.Ordinal);
        Assert.Contains("session", error.Message, StringComparison.Ordinal);
    }
}
