namespace Parley.Channels;

/// <summary>The sending half of a session. WCF documentation: IOutputSession.</summary>
public interface IOutputSession : ISession
{
}
