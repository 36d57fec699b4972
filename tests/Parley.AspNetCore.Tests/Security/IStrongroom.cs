using Microsoft.AspNetCore.Authorization;

namespace Parley.AspNetCore.Tests.Security;

[ServiceContract(Namespace = "urn:test")]
public interface IStrongroom
{
    [OperationContract]
    Task<string> LookAsync();

    [OperationContract]
    Task<string> OpenAsync();

    [OperationContract]
    [Authorize(Policy = "even")]
    Task<string> EmptyAsync();

    [OperationContract]
    Task<string> AskAsync();
}
