using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the channels of one factory share, where sessions go over requests and responses.</summary>
internal sealed class ExchangeClient
{
    private static readonly EndpointAddress _anonymous = new(EndpointAddress.AnonymousUri);
    private readonly IChannelFactory<IRequestChannel>? _requests;
    private readonly IChannelFactory<IRequestSessionChannel>? _requestSessions;
    private readonly MessageVersion _version;

    /// <param name="element">The settings.</param>
    /// <param name="context">What is below.</param>
    public ExchangeClient(ReliableSessionBindingElement element, BindingContext context)
    {
        Settings = element.CreateSettings(context.Binding);
        Watch = SessionWatch.Create(context.BindingParameters, SessionRole.Initiator, Settings.Version);
        _version = context.GetInnerProperty<MessageVersion>() ?? MessageVersion.Default;
        Encoder = SessionPayload.FindEncoder(context);
        Clock = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        IsConversation = context.RemainingBindingElements.Any(static below => below is IConversationSecurity { MakesConversations: true });
        if (context.CanBuildInnerChannelFactory<IRequestSessionChannel>())
        {
            _requestSessions = context.BuildInnerChannelFactory<IRequestSessionChannel>();
        }
        else
        {
            _requests = context.BuildInnerChannelFactory<IRequestChannel>();
        }
    }

    /// <summary>The session's settings.</summary>
    public ReliableSettings Settings { get; }

    /// <summary>What writes the messages; null when only the transport knows.</summary>
    public MessageEncoder? Encoder { get; }

    /// <summary>Where the sessions are seen.</summary>
    public SessionWatch Watch { get; }

    /// <summary>The sessions that are finishing.</summary>
    public ClosedSessions Closed { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>True when sessions belong to security sessions.</summary>
    public bool IsConversation { get; }

    /// <summary>The factory below.</summary>
    public IChannelFactory Inner => (IChannelFactory?)_requests ?? _requestSessions!;

    /// <summary>Makes what holds the channel under a session.</summary>
    public InnerRequests CreateInner(EndpointAddress remoteAddress, Uri via) =>
        new(() => _requests is not null ? _requests.CreateChannel(remoteAddress, via) : _requestSessions!.CreateChannel(remoteAddress, via))
        {
            IsConversation = IsConversation,
        };

    /// <summary>Makes what turns an engine's words into messages, for one session.</summary>
    public RmTranslator CreateTranslator(EndpointAddress remoteAddress) =>
        new(Wsrm.Of(Settings.Version), _version, _anonymous, remoteAddress)
        {
            Ordered = Settings.Ordered,
            Encoder = Encoder,
            OverExchanges = true,
        };
}
