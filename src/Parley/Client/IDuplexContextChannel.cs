namespace Parley;

/// <summary>A channel on which both sides may start calls. WCF documentation: IDuplexContextChannel.</summary>
public interface IDuplexContextChannel : IContextChannel
{
    /// <summary>Whether the client closes the channel by itself when the service has ended its half of the session. Default true.</summary>
    bool AutomaticInputSessionShutdown { get; set; }

    /// <summary>The instance context whose object takes the calls of the peer; null when the peer may not call.</summary>
    InstanceContext? CallbackInstance { get; set; }

    /// <summary>Tells the peer that no more messages will come. Those of the peer are still taken.</summary>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <exception cref="InvalidOperationException">The channel has no session that could be ended.</exception>
    ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells the peer that no more messages will come. Those of the peer are still taken.</summary>
    /// <param name="timeout">How long it may take.</param>
    /// <exception cref="InvalidOperationException">The channel has no session that could be ended.</exception>
    /// <exception cref="TimeoutException">It took longer.</exception>
    void CloseOutputSession(TimeSpan timeout);
}
