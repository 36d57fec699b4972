namespace Parley.Interop.Tests.Captures;

/// <summary>The contract of the .NET WCF client's calls.</summary>
[ServiceContract(Namespace = "http://interop.example/calc")]
public interface ICalc
{
    [OperationContract]
    int Add(int a, int b);
}
