namespace Parley.Tests.Client.Memory;

[ServiceContract(Namespace = "urn:test")]
public interface IEcho
{
    [OperationContract]
    string Echo(string text);

    [OperationContract(Name = "EchoLater")]
    Task<string> EchoLaterAsync(string text, CancellationToken cancellationToken);

    [OperationContract]
    ValueTask<int> Length(string text);

    [OperationContract]
    Task Touch(string text);

    [OperationContract]
    ValueTask TouchToo(string text);

    [OperationContract]
    bool TryParse(string text, out int value, ref int count);

    [OperationContract(IsOneWay = true)]
    void Notify(string text);

    [OperationContract(IsOneWay = true)]
    Task NotifyAsync2(string text);
}

/// <summary>As generated clients have it: the contract and the channel in one interface.</summary>
public interface IEchoChannel : IEcho, IClientChannel
{
}

[ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
public interface IBasket
{
    [OperationContract]
    Task<string> StartAsync(string name);

    [OperationContract(IsInitiating = false)]
    Task<string> AddAsync(string item);

    [OperationContract(IsInitiating = false, IsTerminating = true)]
    Task<string> CheckOutAsync();

    [OperationContract(IsInitiating = false, IsTerminating = true, IsOneWay = true)]
    Task LeaveAsync();
}

[ServiceContract(Namespace = "urn:test")]
public interface INotices
{
    [OperationContract(IsOneWay = true)]
    void Tell(string text);
}

[ServiceContract(Namespace = "urn:test", CallbackContract = typeof(IChatCallback), SessionMode = SessionMode.Required)]
public interface IChat
{
    [OperationContract]
    Task<string> JoinAsync(string name);
}

public interface IChatCallback
{
    [OperationContract(IsOneWay = true)]
    void Said(string text);

    [OperationContract]
    string Ask(string question);
}
