using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Security;

/// <summary>How secure sessions end when it is the service that ends them, and what their clients see.</summary>
public sealed class SessionEndTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_whose_session_the_service_aborts_is_told_so_under_the_session_s_key()
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding("tcp", "user"), new Aborting());
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => Task.Run(() => client.Count(), Cancelled).WaitAsync(_guard, Cancelled));
        Assert.Equal("SecuritySessionAborted", Assert.IsType<FaultException>(exception.InnerException, exactMatch: false).Code.SubCode!.Name);
        Assert.Contains("has ended the secure session", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)client).State);
        var another = world.Open();
        Assert.Equal("hello", another.Echo("hello"));
        SessionWorld.Close(another);
    }

    [Fact]
    public async Task A_client_whose_session_the_service_aborts_over_http_is_told_by_its_next_message_that_it_is_not_known()
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding("http", "user"), new Aborting());
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));

        // The reply to the call that ends the session has a way of its own.
        Assert.Equal(1, await Task.Run(() => client.Count(), Cancelled).WaitAsync(_guard, Cancelled));
        var exception = Assert.Throws<MessageSecurityException>(() => client.Echo("again"));
        Assert.Equal("BadContextToken", Assert.IsType<FaultException>(exception.InnerException, exactMatch: false).Code.SubCode!.Name);
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)client).State);
        var another = world.Open();
        Assert.Equal("hello", another.Echo("hello"));
        SessionWorld.Close(another);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("http")]
    public async Task A_host_that_closes_waits_for_clients_that_end_their_sessions_and_both_end_well(string transport)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, "user"));
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        var closing = world.Host.CloseAsync(Cancelled).AsTask();
        await Task.Run(() => SessionWorld.Close(client), Cancelled).WaitAsync(_guard, Cancelled);
        await closing.WaitAsync(_guard, Cancelled);
        Assert.Equal(CommunicationState.Closed, world.Host.State);
    }

    [Fact]
    public async Task A_host_that_closes_ends_the_sessions_of_http_clients_that_do_not()
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding("http", "user"));
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        await world.Host.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        Assert.ThrowsAny<CommunicationException>(() => client.Echo("again"));
        ((IClientChannel)client).Abort();
    }

    /// <summary>Aborts the session of whoever counts.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Aborting : ISafe
    {
        public string Echo(string text) => text;

        public string WhoAmI() => string.Empty;

        public int Count()
        {
            OperationContext.Current!.Channel!.Abort();
            return 1;
        }

        public void Note(string text)
        {
        }

        public string Fail() => string.Empty;
    }
}
