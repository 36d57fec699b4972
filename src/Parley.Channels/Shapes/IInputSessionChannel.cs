namespace Parley.Channels;

/// <summary>An input channel bound to one session. WCF documentation: IInputSessionChannel.</summary>
public interface IInputSessionChannel : IInputChannel, ISessionChannel<IInputSession>
{
}
