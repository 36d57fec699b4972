namespace Parley.Channels;

/// <summary>Sends and receives, each at its own pace. WCF documentation: IDuplexChannel.</summary>
public interface IDuplexChannel : IInputChannel, IOutputChannel
{
}
