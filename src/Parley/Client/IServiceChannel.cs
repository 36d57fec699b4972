namespace Parley;

/// <summary>The channel of a service: what OperationContext.Channel is inside an operation. WCF documentation: IServiceChannel.</summary>
public interface IServiceChannel : IContextChannel
{
    /// <summary>The address at which the service listens; null when the channel has none.</summary>
    Uri? ListenUri { get; }
}
