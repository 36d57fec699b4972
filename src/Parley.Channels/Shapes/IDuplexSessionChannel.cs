namespace Parley.Channels;

/// <summary>A duplex channel bound to one session. WCF documentation: IDuplexSessionChannel.</summary>
public interface IDuplexSessionChannel : IDuplexChannel, ISessionChannel<IDuplexSession>
{
}
