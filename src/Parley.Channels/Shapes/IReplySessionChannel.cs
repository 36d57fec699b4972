namespace Parley.Channels;

/// <summary>A reply channel bound to one session. WCF documentation: IReplySessionChannel.</summary>
public interface IReplySessionChannel : IReplyChannel, ISessionChannel<IInputSession>
{
}
