using Parley;

namespace SecureSession;

[ServiceContract(Namespace = "urn:parley:samples:notary")]
public interface INotary
{
    /// <summary>Reading twice does no harm, so a client may repeat it by itself.</summary>
    [OperationContract]
    [SafeToRepeat]
    Task<string> ReadAsync(string document);

    /// <summary>Signing twice would.</summary>
    [OperationContract]
    Task<string> SignAsync(string document);
}
