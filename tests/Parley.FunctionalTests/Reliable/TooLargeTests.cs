using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A message that a quota does not let pass is not lost on the way: sending it again would never help.</summary>
public sealed class TooLargeTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    // Done when the instance of the test that runs now is disposed; the tests of a class run one after the other.
    private static TaskCompletionSource s_gone = new();

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IText
    {
        [OperationContract]
        Task<int> MeasureAsync(string text);

        [OperationContract]
        Task<string> WriteAsync(int length);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task A_request_that_the_service_finds_too_large_fails_at_once_and_names_the_setting(string scheme) =>
        await FailAsync(scheme, text => text.MeasureAsync(new string('x', 100_000)));

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task A_reply_that_the_client_finds_too_large_fails_at_once_and_names_the_setting(string scheme) =>
        await FailAsync(scheme, text => text.WriteAsync(100_000));

    private static async Task FailAsync(string scheme, Func<IText, Task> call)
    {
        var gone = s_gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new ServiceHost(typeof(Text)) { LoggerFactory = NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(IText), CreateBinding(scheme), $"{scheme}://127.0.0.1:0/text");
        await host.OpenAsync(TestContext.Current.CancellationToken);
        await using var factory = new ChannelFactory<IText>(CreateBinding(scheme), new EndpointAddress(endpoint.ListenUri!));
        var client = factory.CreateChannel();
        Assert.Equal(1, await client.MeasureAsync("x").WaitAsync(_guard, TestContext.Current.CancellationToken));
        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => call(client).WaitAsync(_guard, TestContext.Current.CancellationToken));
        Assert.Contains("MaxReceivedMessageSize", exception.Message, StringComparison.Ordinal);

        // The service hears of it, and lets its part of the session go.
        await gone.Task.WaitAsync(_guard, TestContext.Current.CancellationToken);
        ((IClientChannel)client).Abort();
        host.Abort();
    }

    private static Binding CreateBinding(string scheme) => scheme == "http"
        ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true)
        : new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true);

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Text : IText, IDisposable
    {
        private readonly TaskCompletionSource _gone = s_gone;

        public void Dispose() => _gone.TrySetResult();

        public Task<int> MeasureAsync(string text) => Task.FromResult(text.Length);

        public Task<string> WriteAsync(int length) => Task.FromResult(new string('y', length));
    }
}
