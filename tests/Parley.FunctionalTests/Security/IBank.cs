namespace Parley.FunctionalTests.Security;

/// <summary>A service that says who calls.</summary>
[ServiceContract(Namespace = "urn:bank")]
internal interface IBank
{
    [OperationContract]
    Task<string> EchoAsync(string text);

    [OperationContract]
    Task<string> WhoAsync();

    [OperationContract]
    [FaultContract(typeof(string))]
    Task<string> FailAsync(string reason);

    [OperationContract(IsOneWay = true)]
    Task NotifyAsync(string text);
}
