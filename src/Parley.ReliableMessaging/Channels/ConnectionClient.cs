using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the channels of one factory share, where sessions go over connections.</summary>
internal sealed class ConnectionClient
{
    private readonly IChannelFactory<IDuplexSessionChannel>? _sessions;
    private readonly IChannelFactory<IDuplexChannel>? _channels;
    private readonly bool _isOfDatagrams;
    private readonly MessageVersion _version;

    /// <param name="element">The settings.</param>
    /// <param name="context">What is below.</param>
    public ConnectionClient(ReliableSessionBindingElement element, BindingContext context)
    {
        Settings = element.CreateSettings(context.Binding);
        Watch = SessionWatch.Create(context.BindingParameters, SessionRole.Initiator, Settings.Version);
        SendTimeout = context.Binding.SendTimeout;
        Encoder = SessionPayload.FindEncoder(context);
        Clock = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        IsConversation = context.RemainingBindingElements.Any(static below => below is IConversationSecurity { MakesConversations: true });
        IsSecured = !IsConversation && context.RemainingBindingElements.Any(static below => below is IConnectionSecurity);
        _version = context.GetInnerProperty<MessageVersion>() ?? MessageVersion.Default;
        if (context.CanBuildInnerChannelFactory<IDuplexSessionChannel>())
        {
            _isOfDatagrams = context.GetInnerProperty<DatagramConversations>() is not null;
            _sessions = context.BuildInnerChannelFactory<IDuplexSessionChannel>();
        }
        else
        {
            _channels = context.BuildInnerChannelFactory<IDuplexChannel>();
        }
    }

    /// <summary>The session's settings.</summary>
    public ReliableSettings Settings { get; }

    /// <summary>How long a connection may take to take a message.</summary>
    public TimeSpan SendTimeout { get; }

    /// <summary>What writes the messages; null when only the transport knows.</summary>
    public MessageEncoder? Encoder { get; }

    /// <summary>Where the sessions are seen.</summary>
    public SessionWatch Watch { get; }

    /// <summary>The sessions that are finishing.</summary>
    public ClosedSessions Closed { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>True when a session must not outlive its connection, because who is at the other end was shown on the connection.</summary>
    public bool IsSecured { get; }

    /// <summary>True when sessions belong to security sessions that outlive connections.</summary>
    public bool IsConversation { get; }

    /// <summary>The factory below.</summary>
    public IChannelFactory Inner => (IChannelFactory?)_sessions ?? _channels!;

    /// <summary>Makes the way to a service.</summary>
    public ClientLink CreateLink(EndpointAddress remoteAddress, Uri via, IConnectionUser user) =>
        _sessions is null ? new DatagramLink(this, _channels!.CreateChannel(remoteAddress, via), user)
            : _isOfDatagrams ? new DatagramLink(this, _sessions.CreateChannel(remoteAddress, via), user)
            : new InnerConnection(this, () => _sessions.CreateChannel(remoteAddress, via), user);

    /// <summary>Makes what turns an engine's words into messages, for one session.</summary>
    public RmTranslator CreateTranslator(EndpointAddress localAddress, EndpointAddress remoteAddress) =>
        new(Wsrm.Of(Settings.Version), _version, localAddress, remoteAddress)
        {
            Ordered = Settings.Ordered,
            Encoder = Encoder,
        };
}
