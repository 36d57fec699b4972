using System.Net;
using System.Net.Sockets;
using Parley.Channels;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A reliable session that is opened where nobody listens.</summary>
public sealed class NobodyThereTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IGreeter
    {
        [OperationContract]
        Task<string> GreetAsync(string name);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task A_session_that_is_opened_where_nobody_listens_says_so_long_before_OpenTimeout(string scheme)
    {
        // The port stays taken, and is not listened at.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Binding binding = scheme == "http"
            ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true)
            : new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true);
        binding.OpenTimeout = TimeSpan.FromMinutes(10);
        binding.SendTimeout = TimeSpan.FromMinutes(10);
        var factory = new ChannelFactory<IGreeter>(binding, new EndpointAddress($"{scheme}://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/nobody"));
        var client = factory.CreateChannel();
        await Assert.ThrowsAsync<EndpointNotFoundException>(
            () => client.GreetAsync("Ann").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(CommunicationState.Faulted, ((ICommunicationObject)client).State);
        ((ICommunicationObject)client).Abort();
        factory.Abort();
    }
}
