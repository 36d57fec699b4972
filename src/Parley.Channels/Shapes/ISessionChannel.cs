namespace Parley.Channels;

/// <summary>A channel that is bound to one session. WCF documentation: ISessionChannel&lt;TSession&gt;.</summary>
/// <typeparam name="TSession">The session's directions.</typeparam>
public interface ISessionChannel<TSession>
    where TSession : ISession
{
    /// <summary>The session.</summary>
    TSession Session { get; }
}
