// A WCF service and client as they stood in an application of 2010. The lines that changed:
//
//   using System.ServiceModel;              →  using Parley;
//   using System.ServiceModel.Description;  →  using Parley.Description;
//
// docs/migrating-from-wcf.md tells what else there is to know.
//
//   dotnet run --project samples/MigratingFromWcf

using System.Runtime.Serialization;
using Parley;
using Parley.Description;

namespace Contoso.Orders;

[DataContract(Namespace = "http://contoso.com/orders")]
public class Order
{
    [DataMember]
    public int Id { get; set; }

    [DataMember]
    public string? Customer { get; set; }

    [DataMember]
    public decimal Total { get; set; }
}

[DataContract(Namespace = "http://contoso.com/orders")]
public class OrderFault
{
    [DataMember]
    public string? Reason { get; set; }
}

[ServiceContract(Namespace = "http://contoso.com/orders")]
public interface IOrderService
{
    [OperationContract]
    int Place(Order order);

    [OperationContract]
    [FaultContract(typeof(OrderFault))]
    Order Find(int id);
}

[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Single)]
public class OrderService : IOrderService
{
    private readonly Dictionary<int, Order> _orders = [];

    public int Place(Order order)
    {
        order.Id = _orders.Count + 1;
        _orders.Add(order.Id, order);
        return order.Id;
    }

    public Order Find(int id)
    {
        if (!_orders.TryGetValue(id, out var order))
        {
            throw new FaultException<OrderFault>(new OrderFault { Reason = $"There is no order {id}." }, "Unknown order");
        }

        return order;
    }
}

public class OrderClient : ClientBase<IOrderService>, IOrderService
{
    public OrderClient(Parley.Channels.Binding binding, EndpointAddress address)
        : base(binding, address)
    {
    }

    public int Place(Order order) => Channel.Place(order);

    public Order Find(int id) => Channel.Find(id);
}

public static class Program
{
    public static void Main()
    {
        var host = new ServiceHost(typeof(OrderService), new Uri("http://127.0.0.1:0/orders"));
        host.AddServiceEndpoint(typeof(IOrderService), new BasicHttpBinding(), "");
        host.Description.Behaviors.Find<ServiceDebugBehavior>()!.IncludeExceptionDetailInFaults = true;
        host.Open();

        // An application with a fixed port knows its address; this sample took any free one.
        var address = new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri);
        var client = new OrderClient(new BasicHttpBinding(), address);
        try
        {
            var id = client.Place(new Order { Customer = "Ada", Total = 12.50m });
            Console.WriteLine($"order {id} for {client.Find(id).Customer}");
            client.Find(99);
        }
        catch (FaultException<OrderFault> fault)
        {
            Console.WriteLine($"{fault.Message}: {fault.Detail.Reason}");
        }

        client.Close();
        host.Close();
    }
}
