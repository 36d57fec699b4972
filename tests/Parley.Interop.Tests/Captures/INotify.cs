namespace Parley.Interop.Tests.Captures;

/// <summary>The one-way part of <see cref="IEcho"/>.</summary>
[ServiceContract(Namespace = "http://tempuri.org/peer")]
public interface INotify
{
    [OperationContract(IsOneWay = true)]
    void Notify(string s);
}
