using System.Collections.Concurrent;
using System.Runtime.Serialization;

namespace Parley.AspNetCore.Tests.Hosting;

[ServiceContract(Namespace = "urn:test")]
public interface ICalculator
{
    [OperationContract]
    double Add(double a, double b);

    [OperationContract(Name = "AddLater")]
    Task<double> AddLaterAsync(double a, double b, CancellationToken cancellationToken);

    [OperationContract]
    [FaultContract(typeof(CalculatorFault))]
    void Fail(string reason);

    [OperationContract]
    void Crash();

    [OperationContract(IsOneWay = true)]
    void Notify(string text);

    [OperationContract]
    int Notified();

    [OperationContract]
    string SessionId();
}

[DataContract(Namespace = "urn:test")]
public sealed class CalculatorFault
{
    [DataMember]
    public string? Reason { get; set; }
}

public sealed class Calculator : ICalculator, IDisposable
{
    private int _notified;

    public static ConcurrentQueue<Calculator> Disposed { get; } = [];

    public double Add(double a, double b) => a + b;

    public async Task<double> AddLaterAsync(double a, double b, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return a + b;
    }

    public void Fail(string reason) => throw new FaultException<CalculatorFault>(new CalculatorFault { Reason = reason }, "failed");

    public void Crash() => throw new InvalidOperationException("the secret of the service");

    public void Notify(string text) => _notified++;

    public int Notified() => _notified;

    public string SessionId() => OperationContext.Current!.SessionId ?? string.Empty;

    public void Dispose() => Disposed.Enqueue(this);
}

[ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(IDuplexCallback))]
public interface IDuplex
{
    [OperationContract]
    void Subscribe(int count);

    [OperationContract]
    int Ask(int x);
}

public interface IDuplexCallback
{
    [OperationContract(IsOneWay = true)]
    void OnTick(int n);

    [OperationContract(IsOneWay = true)]
    void OnDone();

    [OperationContract]
    int Answer(int x);
}

[ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
public sealed class Duplex : IDuplex
{
    public void Subscribe(int count)
    {
        var callback = OperationContext.Current!.GetCallbackChannel<IDuplexCallback>();
        for (var i = 0; i < count; i++)
        {
            callback.OnTick(i);
        }

        callback.OnDone();
    }

    public int Ask(int x) => OperationContext.Current!.GetCallbackChannel<IDuplexCallback>().Answer(x);
}
