using Microsoft.Extensions.DependencyInjection;
using Parley.AspNetCore.Tests.Hosting;

namespace Parley.AspNetCore.Tests.Clients;

public class AddParleyClientTests
{
    [Fact]
    public async Task Each_scope_has_a_session_of_its_own_which_ends_with_the_scope()
    {
        await using var log = new TestLog();
        await using var host = new ServiceHost(typeof(Calculator)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/calculator");
        await host.OpenAsync();
        var services = new ServiceCollection();
        services.AddParleyClient<ICalculator>(new NetTcpBinding(SecurityMode.None), endpoint.Address!.Uri.AbsoluteUri);
        await using var provider = services.BuildServiceProvider();

        IClientChannel channel;
        await using (var scope = provider.CreateAsyncScope())
        {
            var calculator = scope.ServiceProvider.GetRequiredService<ICalculator>();
            Assert.Same(calculator, scope.ServiceProvider.GetRequiredService<ICalculator>());
            Assert.Equal(3, calculator.Add(1, 2));
            calculator.Notify("x");
            Assert.Equal(1, calculator.Notified());
            channel = (IClientChannel)calculator;
            Assert.Equal(CommunicationState.Opened, channel.State);
        }

        Assert.Equal(CommunicationState.Closed, channel.State);
        await using (var scope = provider.CreateAsyncScope())
        {
            Assert.Equal(0, scope.ServiceProvider.GetRequiredService<ICalculator>().Notified());
        }
    }

    [Fact]
    public async Task An_endpoint_address_keeps_its_identity()
    {
        var address = new EndpointAddress(new Uri("http://127.0.0.1:1/x"), EndpointIdentity.CreateDnsIdentity("shop"));
        var services = new ServiceCollection();
        services.AddParleyClient<ICalculator>(new BasicHttpBinding(), address);
        await using var provider = services.BuildServiceProvider();
        Assert.Same(address, provider.GetRequiredService<ChannelFactory<ICalculator>>().Endpoint.Address);
    }

    [Fact]
    public async Task The_factory_is_shared_and_closed_with_the_provider()
    {
        var services = new ServiceCollection();
        services.AddParleyClient<ICalculator>(new BasicHttpBinding(), "http://127.0.0.1:1/x", ServiceLifetime.Transient);
        ChannelFactory<ICalculator> factory;
        await using (var provider = services.BuildServiceProvider())
        {
            factory = provider.GetRequiredService<ChannelFactory<ICalculator>>();
            Assert.Same(factory, provider.GetRequiredService<ChannelFactory<ICalculator>>());
            Assert.NotSame(provider.GetRequiredService<ICalculator>(), provider.GetRequiredService<ICalculator>());
            Assert.Equal(CommunicationState.Opened, factory.State);
        }

        Assert.Equal(CommunicationState.Closed, factory.State);
    }

    [Fact]
    public async Task Named_clients_are_keyed_services_with_options_of_their_name()
    {
        var services = new ServiceCollection();
        foreach (var name in new[] { "a", "b" })
        {
            services.AddParleyClient<ICalculator>(name, options =>
            {
                options.Binding = new BasicHttpBinding();
                options.Address = new EndpointAddress($"http://127.0.0.1:1/{name}");
            });
        }

        services.Configure<ParleyClientOptions<ICalculator>>("b", options => options.ConfigureFactory(factory => factory.Credentials.UserName.UserName = "bob"));
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var a = (IClientChannel)scope.ServiceProvider.GetRequiredKeyedService<ICalculator>("a");
        var b = (IClientChannel)scope.ServiceProvider.GetRequiredKeyedService<ICalculator>("b");
        Assert.Equal("/a", a.RemoteAddress!.Uri.AbsolutePath);
        Assert.Equal("/b", b.RemoteAddress!.Uri.AbsolutePath);
        Assert.Equal("bob", provider.GetRequiredKeyedService<ChannelFactory<ICalculator>>("b").Credentials.UserName.UserName);
        Assert.Null(scope.ServiceProvider.GetService<ICalculator>());
    }

    [Fact]
    public async Task A_client_without_a_binding_or_an_address_says_what_is_missing()
    {
        var services = new ServiceCollection();
        services.AddParleyClient<ICalculator>(options => options.Binding = new BasicHttpBinding());
        services.AddParleyClient<ICalculator>("named", _ => { });
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var error = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<ICalculator>());
        Assert.Contains("ParleyClientOptions.Address", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredKeyedService<ICalculator>("named"));
        Assert.Contains("'named'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ParleyClientOptions.Binding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_be_called_back()
    {
        await using var log = new TestLog();
        await using var host = new ServiceHost(typeof(Duplex)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(IDuplex), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/duplex");
        await host.OpenAsync();
        var services = new ServiceCollection();
        services.AddSingleton<Answers>();
        services.AddParleyClient<IDuplex>(options =>
        {
            options.Binding = new NetTcpBinding(SecurityMode.None);
            options.Address = endpoint.Address;
            options.CallbackInstance = provider => provider.GetRequiredService<Answers>();
        });
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        Assert.Equal(42, scope.ServiceProvider.GetRequiredService<IDuplex>().Ask(21));
    }

    private sealed class Answers : IDuplexCallback
    {
        public void OnTick(int n)
        {
        }

        public void OnDone()
        {
        }

        public int Answer(int x) => 2 * x;
    }
}
