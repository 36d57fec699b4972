namespace Parley.ReliableMessaging;

/// <summary>A session that was fed messages and has not said anything about them yet.</summary>
internal interface IFedSession
{
    /// <summary>Answers, and hands messages over. Must not throw.</summary>
    /// <param name="isHere">True when the next messages are waited for already: whoever gets one may go on here, and take its time.</param>
    void GoOn(bool isHere);

    /// <summary>Something has failed that nobody has thought of: the session is over, and nobody else.</summary>
    void Break(Exception failure);
}
