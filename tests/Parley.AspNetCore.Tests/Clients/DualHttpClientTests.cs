using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.AspNetCore.Tests.Clients;

public class DualHttpClientTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(ITickerCallback))]
    public interface ITicker
    {
        [OperationContract]
        Task<int> TickAsync(int number);
    }

    public interface ITickerCallback
    {
        [OperationContract]
        Task<int> OnTickAsync(int number);
    }

    [Fact]
    public async Task A_client_from_dependency_injection_is_called_back_over_HTTP_by_a_service_in_an_application()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddParley();
        await using var app = builder.Build();
        app.MapService<Ticker>(service => service.AddEndpoint<ITicker>(new WSDualHttpBinding(WSDualHttpSecurityMode.None), "/ticker"));
        await app.StartAsync(TestContext.Current.CancellationToken);

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddParleyClient<ITicker>(options =>
        {
            options.Binding = new WSDualHttpBinding(WSDualHttpSecurityMode.None);
            options.Address = new EndpointAddress(app.Urls.First() + "/ticker");
            options.CallbackInstance = _ => new Callback();
        });
        await using (var provider = services.BuildServiceProvider())
        await using (var scope = provider.CreateAsyncScope())
        {
            var ticker = scope.ServiceProvider.GetRequiredService<ITicker>();
            Assert.Equal(43, await ticker.TickAsync(21).WaitAsync(_guard, TestContext.Current.CancellationToken));
            Assert.Equal(3, await ticker.TickAsync(1).WaitAsync(_guard, TestContext.Current.CancellationToken));
        }

        await app.StopAsync(TestContext.Current.CancellationToken).WaitAsync(_guard, TestContext.Current.CancellationToken);
    }

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    public sealed class Ticker : ITicker
    {
        public async Task<int> TickAsync(int number) =>
            1 + await OperationContext.Current!.GetCallbackChannel<ITickerCallback>().OnTickAsync(number);
    }

    private sealed class Callback : ITickerCallback
    {
        public Task<int> OnTickAsync(int number) => Task.FromResult(2 * number);
    }
}
