using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the sessions of one listener share.</summary>
internal sealed class ListenerSettings
{
    /// <param name="element">The settings.</param>
    /// <param name="context">What is below.</param>
    /// <param name="pattern">Which way the messages go.</param>
    /// <param name="overExchanges">True over a transport of requests and responses.</param>
    public ListenerSettings(ReliableSessionBindingElement element, BindingContext context, SessionPattern pattern, bool overExchanges)
    {
        Session = element.CreateSettings(context.Binding);
        Watch = SessionWatch.Create(context.BindingParameters, SessionRole.Responder, Session.Version);
        Wsrm = Wsrm.Of(Session.Version);
        MaxPendingChannels = element.MaxPendingChannels;
        Pattern = pattern;
        OverExchanges = overExchanges;
        IsConversation = context.RemainingBindingElements.Any(static below => below is IConversationSecurity { MakesConversations: true });
        ListenUri = context.ListenUri;
        Endpoints = context.BindingParameters.Find<IEndpointDirectory>();
        SendTimeout = context.Binding.SendTimeout;
        Encoder = SessionPayload.FindEncoder(context);
        Clock = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
    }

    /// <summary>The settings of each session's engine.</summary>
    public ReliableSettings Session { get; }

    /// <summary>Where the sessions are seen.</summary>
    public SessionWatch Watch { get; }

    /// <summary>The version of the protocol.</summary>
    public Wsrm Wsrm { get; }

    /// <summary>Sessions that may wait to be accepted.</summary>
    public int MaxPendingChannels { get; }

    /// <summary>Which way the messages go.</summary>
    public SessionPattern Pattern { get; }

    /// <summary>True when sessions belong to security sessions.</summary>
    public bool IsConversation { get; }

    /// <summary>True over a transport of requests and responses.</summary>
    public bool OverExchanges { get; }

    /// <summary>The address that is listened at.</summary>
    public Uri ListenUri { get; }

    /// <summary>The endpoints that sessions are for; null when nobody tells.</summary>
    public IEndpointDirectory? Endpoints { get; }

    /// <summary>How long the answer to a message of no session may take.</summary>
    public TimeSpan SendTimeout { get; }

    /// <summary>What writes the messages; null when only the transport knows.</summary>
    public MessageEncoder? Encoder { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }
}
