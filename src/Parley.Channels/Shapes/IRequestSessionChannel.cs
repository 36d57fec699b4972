namespace Parley.Channels;

/// <summary>A request channel bound to one session. WCF documentation: IRequestSessionChannel.</summary>
public interface IRequestSessionChannel : IRequestChannel, ISessionChannel<IOutputSession>
{
}
