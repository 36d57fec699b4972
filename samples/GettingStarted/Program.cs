using Parley;

var host = new ServiceHost(typeof(Greeter));
host.AddServiceEndpoint(typeof(IGreeter), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/greeter");
await host.OpenAsync();

await using var factory = new ChannelFactory<IGreeter>(
    new NetTcpBinding(SecurityMode.None),
    new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri));
var greeter = factory.CreateChannel();
Console.WriteLine(await greeter.GreetAsync("Ada"));
Console.WriteLine(await greeter.GreetAsync("Grace"));
await ((IClientChannel)greeter).CloseAsync();
await host.CloseAsync();

[ServiceContract(Namespace = "urn:parley:samples")]
public interface IGreeter
{
    [OperationContract]
    Task<string> GreetAsync(string name);
}

public sealed class Greeter : IGreeter
{
    private int _greeted;

    public Task<string> GreetAsync(string name) => Task.FromResult($"Hello {name}, number {++_greeted} of this session.");
}
