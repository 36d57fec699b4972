namespace Parley.Channels;

/// <summary>The receiving half of a session. WCF documentation: IInputSession.</summary>
public interface IInputSession : ISession
{
}
