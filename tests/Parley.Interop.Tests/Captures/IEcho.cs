namespace Parley.Interop.Tests.Captures;

/// <summary>The contract of the conversations that .NET Framework's WCF had with itself.</summary>
[ServiceContract(Namespace = "http://tempuri.org/peer")]
public interface IEcho : INotify
{
    [OperationContract]
    string Echo(string s);

    [OperationContract]
    int Add(int a, int b);

    [OperationContract]
    string WhoAmI();

    [OperationContract]
    void Fail(string m);
}
