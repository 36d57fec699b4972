using System.Security.Claims;
using Parley.Channels;
using Parley.Dispatcher;
using Parley.Security;

namespace Parley;

/// <summary>
/// What surrounds a call: inside an operation the incoming message, the channel and the reply's headers; inside an
/// <see cref="OperationContextScope"/> of a client the headers of the next request. <see cref="Current"/> flows over
/// <c>await</c>. WCF documentation: OperationContext.
/// </summary>
public sealed class OperationContext : IExtensibleObject<OperationContext>
{
    private static readonly AsyncLocal<OperationContext?> _current = CreateCurrent();

    private readonly IContextChannel _channel;
    private MessageHeaders? _outgoingHeaders;
    private MessageProperties? _outgoingProperties;
    private ExtensionCollection<OperationContext>? _extensions;

    /// <summary>Creates a context for the calls that a client makes on a channel.</summary>
    /// <param name="channel">A proxy, or another channel of this library.</param>
    /// <exception cref="ArgumentException">The channel is neither.</exception>
    public OperationContext(IContextChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _channel = channel;
        ServiceChannel = ServiceChannel.Of(channel) ?? throw new ArgumentException(
            $"An operation context needs a proxy or a channel that a ChannelFactory, a client or a service made; {channel.GetType()} is neither.",
            nameof(channel));
        IsUserContext = true;
    }

    /// <summary>Creates the context of a call that a service, or a client's callback object, takes.</summary>
    internal OperationContext(ServiceChannel channel, Message? request)
    {
        _channel = channel;
        ServiceChannel = channel;
        IncomingMessage = request;
    }

    /// <summary>The call is over, and its reply is on its way.</summary>
    public event EventHandler? OperationCompleted;

    /// <summary>The context of the call that this code runs in; null outside of one.</summary>
    public static OperationContext? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    private static AsyncLocal<OperationContext?> CreateCurrent()
    {
        // The type lives below this project and cannot ask for the current call itself.
        ServiceSecurityContext.CurrentAccessor = static () => Current?.ServiceSecurityContext;
        return new AsyncLocal<OperationContext?>();
    }

    /// <summary>Whether the message brought tokens beside the one that protects it. WCF documentation: OperationContext.HasSupportingTokens.</summary>
    public bool HasSupportingTokens => IncomingMessage?.Properties.Security is { HasIncomingSupportingTokens: true };

    /// <summary>
    /// The tokens that the message brought beside the one that protects it, good until the message is closed; null where it brought none. In a secure session
    /// only the request for its token brings some. WCF documentation: OperationContext.SupportingTokens.
    /// </summary>
    public ICollection<SupportingTokenSpecification>? SupportingTokens => HasSupportingTokens ? IncomingMessage!.Properties.Security!.IncomingSupportingTokens : null;

    /// <summary>The channel of the call: in a service that of the client's session, in a client the one that the context was made for.</summary>
    public IContextChannel Channel => _channel;

    /// <summary>The endpoint that takes the call; null in a client.</summary>
    public EndpointDispatcher? EndpointDispatcher { get; internal set; }

    /// <summary>Objects that users attach to the context.</summary>
    public IExtensionCollection<OperationContext> Extensions =>
        _extensions ??= new ExtensionCollection<OperationContext>(this);

    /// <summary>The host of the service; null in a client.</summary>
    public ServiceHostBase? Host { get; internal set; }

    /// <summary>The headers of the incoming message: in a service the request's, in a scope of a client those of the last reply. Null while there is none.</summary>
    public MessageHeaders? IncomingMessageHeaders => IncomingMessage?.Headers;

    /// <summary>The properties of the incoming message: in a service the request's, in a scope of a client those of the last reply. Null while there is none.</summary>
    public MessageProperties? IncomingMessageProperties => IncomingMessage?.Properties;

    /// <summary>The version of the incoming message; null while there is none.</summary>
    public MessageVersion? IncomingMessageVersion => IncomingMessage?.Version;

    /// <summary>The instance context that the call runs in; null in a client's scope.</summary>
    public InstanceContext? InstanceContext { get; internal set; }

    /// <summary>True when a user made the context, for calls to make; false when it belongs to a call that is taken.</summary>
    public bool IsUserContext { get; }

    /// <summary>Headers to send: in a service with the reply, in a scope of a client with each request.</summary>
    public MessageHeaders OutgoingMessageHeaders => _outgoingHeaders ??= new MessageHeaders(OutgoingVersion);

    /// <summary>Properties to send: in a service with the reply, in a scope of a client with each request.</summary>
    public MessageProperties OutgoingMessageProperties => _outgoingProperties ??= new MessageProperties();

    /// <summary>The request as its channel gave it; null where the channel has no replies, and in a client.</summary>
    public RequestContext? RequestContext { get; set; }

    /// <summary>The session's identifier; null without a session.</summary>
    public string? SessionId => _channel.SessionId;

    /// <summary>What is known about the caller; null when the transport told nothing.</summary>
    public ServiceSecurityContext? ServiceSecurityContext => IncomingMessage?.Properties.Security?.ServiceSecurityContext;

    /// <summary>
    /// The caller as the platform's principal, for roles and claims. It is not authenticated for a caller who is not known. The principal of the
    /// thread is left alone. WCF documentation: OperationContext.ClaimsPrincipal.
    /// </summary>
    public ClaimsPrincipal ClaimsPrincipal
    {
        get => field ?? (ServiceSecurityContext ?? ServiceSecurityContext.Anonymous).ClaimsPrincipal;
        internal set;
    }

    /// <summary>The engine behind <see cref="Channel"/>.</summary>
    internal ServiceChannel ServiceChannel { get; }

    /// <summary>The message that is being served, or a client's last reply.</summary>
    internal Message? IncomingMessage { get; private set; }

    /// <summary>The headers to send, if anybody asked for them.</summary>
    internal MessageHeaders? OutgoingHeadersIfAny => _outgoingHeaders;

    /// <summary>The properties to send, if anybody asked for them.</summary>
    internal MessageProperties? OutgoingPropertiesIfAny => _outgoingProperties;

    /// <summary>How the endpoint that takes the call calls its clients back; null when it does not.</summary>
    internal ProxyRuntime? Callbacks { get; init; }

    /// <summary>How the call gives its instance free while it waits for another; null when it holds none that it could give free.</summary>
    internal IInstanceLease? InstanceLease { get; set; }

    /// <summary>True when the operation that the context belongs to has run. Work that it has left behind may see the context still.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>The thread that a synchronous operation runs on; 0 for an asynchronous one, whose code may be on any.</summary>
    internal int Thread { get; set; }

    /// <summary>
    /// Whether this code is in the middle of an operation that must end before the channel brings a reply. Work that a
    /// synchronous operation has started on another thread sees the context too, but holds nothing up.
    /// </summary>
    internal bool BlocksReplies =>
        !IsOver
        && (Thread == 0 || Thread == Environment.CurrentManagedThreadId)
        && InstanceContext?.Runtime is { ConcurrencyMode: ConcurrencyMode.Single };

    private MessageVersion OutgoingVersion => ServiceChannel.MessageVersion ?? IncomingMessage?.Version ?? MessageVersion.Default;

    /// <summary>The proxy that calls the client back over the channel of this call. WCF documentation: OperationContext.GetCallbackChannel.</summary>
    /// <typeparam name="T">The callback contract's interface.</typeparam>
    /// <returns>The same proxy for every call on the channel.</returns>
    /// <exception cref="InvalidOperationException">The contract has no callback contract, or another one.</exception>
    public T GetCallbackChannel<T>() => (T)ServiceChannel.GetCallbackProxy(typeof(T), Callbacks ?? ServiceChannel.Callbacks);

    internal void RaiseOperationCompleted() => OperationCompleted?.Invoke(this, EventArgs.Empty);

    /// <summary>The operation has run.</summary>
    internal void End() => IsOver = true;

    /// <summary>An inspector has put another message in the place of the one that came.</summary>
    internal void ReplaceRequest(Message request) => IncomingMessage = request;

    /// <summary>Takes a client's reply over, so that its headers can be read until the next reply or the end of the scope.</summary>
    internal void TakeReply(Message? reply)
    {
        var previous = IncomingMessage;
        IncomingMessage = reply;
        if (!ReferenceEquals(previous, reply))
        {
            previous?.Close();
        }
    }
}
