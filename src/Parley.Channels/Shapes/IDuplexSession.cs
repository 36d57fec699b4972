namespace Parley.Channels;

/// <summary>A session in both directions; each side can end its sending half and go on receiving. WCF documentation: IDuplexSession.</summary>
public interface IDuplexSession : IInputSession, IOutputSession
{
    /// <summary>Tells the peer that this side sends no more. Receiving goes on.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default);
}
