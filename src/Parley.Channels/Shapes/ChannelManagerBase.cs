namespace Parley.Channels;

/// <summary>The base of factories and listeners: it hands its timeouts to the channels that it makes. WCF documentation: ChannelManagerBase.</summary>
public abstract class ChannelManagerBase : CommunicationObject, IDefaultCommunicationTimeouts
{
    /// <summary>The default timeouts where no binding is given: one minute each, ten for receive.</summary>
    private static readonly TimeSpan _oneMinute = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _openTimeout;
    private readonly TimeSpan _closeTimeout;

    /// <summary>Creates the manager.</summary>
    /// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
    protected ChannelManagerBase(IDefaultCommunicationTimeouts? timeouts)
    {
        _openTimeout = timeouts?.OpenTimeout ?? _oneMinute;
        _closeTimeout = timeouts?.CloseTimeout ?? _oneMinute;
        DefaultSendTimeout = timeouts?.SendTimeout ?? _oneMinute;
        DefaultReceiveTimeout = timeouts?.ReceiveTimeout ?? TimeSpan.FromMinutes(10);
    }

    TimeSpan IDefaultCommunicationTimeouts.OpenTimeout => DefaultOpenTimeout;

    TimeSpan IDefaultCommunicationTimeouts.CloseTimeout => DefaultCloseTimeout;

    TimeSpan IDefaultCommunicationTimeouts.SendTimeout => DefaultSendTimeout;

    TimeSpan IDefaultCommunicationTimeouts.ReceiveTimeout => DefaultReceiveTimeout;

    /// <summary>How long a send may take.</summary>
    protected internal TimeSpan DefaultSendTimeout { get; }

    /// <summary>How long a session may be idle.</summary>
    protected internal TimeSpan DefaultReceiveTimeout { get; }

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => _openTimeout;

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => _closeTimeout;
}
