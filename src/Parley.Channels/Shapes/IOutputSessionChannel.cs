namespace Parley.Channels;

/// <summary>An output channel bound to one session. WCF documentation: IOutputSessionChannel.</summary>
public interface IOutputSessionChannel : IOutputChannel, ISessionChannel<IOutputSession>
{
}
