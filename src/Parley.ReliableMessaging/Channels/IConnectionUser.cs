using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The session that goes over an <see cref="InnerConnection"/>.</summary>
internal interface IConnectionUser : IFedSession
{
    /// <summary>True while the session has a use for a connection, even if it has nothing to send.</summary>
    bool NeedsConnection { get; }

    /// <summary>After this time without an answer a message counts as lost.</summary>
    TimeSpan RoundTrip { get; }

    /// <summary>A message came; it is the session's from now on. <see cref="IFedSession.GoOn"/> follows, for one or for many. Must not throw.</summary>
    void HandleMessage(Message message);

    /// <summary>A connection has taken the place of one that failed, or could not be had.</summary>
    void HandleReplaced();

    /// <summary>A connection has failed, or could not be had. The session goes on.</summary>
    void HandleFailure(Exception failure);

    /// <summary>A message that had begun to go out has not got through. Must not throw.</summary>
    void HandleNotSent(Transmission<SessionPayload> transmission, Exception failure);

    /// <summary>What happened cannot be hidden: the session is over.</summary>
    void HandleBroken(Exception failure);
}
