using Parley.ReliableMessaging;

namespace Parley.Channels;

/// <summary>
/// Makes sessions reliable: what one side sends arrives exactly once, and in order when asked, whatever the network does.
/// WS-ReliableMessaging 1.0 and 1.1. It stands above the elements for security, encoding and transport. WCF documentation:
/// ReliableSessionBindingElement.
/// </summary>
public sealed class ReliableSessionBindingElement : BindingElement
{
    private const int LargestWindow = 4096;
    private const int MostPendingChannels = 16384;

    private static readonly TimeSpan _longestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Longer than any session, and short enough to be added to a time.</summary>
    private static readonly TimeSpan _noLimit = TimeSpan.FromDays(10_000);

    /// <summary>Creates the element with its defaults.</summary>
    public ReliableSessionBindingElement()
    {
    }

    /// <summary>Creates the element.</summary>
    /// <param name="ordered">True to hand messages over in the order in which they were sent.</param>
    public ReliableSessionBindingElement(bool ordered) => Ordered = ordered;

    private ReliableSessionBindingElement(ReliableSessionBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        AcknowledgementInterval = elementToBeCloned.AcknowledgementInterval;
        FlowControlEnabled = elementToBeCloned.FlowControlEnabled;
        InactivityTimeout = elementToBeCloned.InactivityTimeout;
        MaxPendingChannels = elementToBeCloned.MaxPendingChannels;
        MaxRetryCount = elementToBeCloned.MaxRetryCount;
        MaxTransferWindowSize = elementToBeCloned.MaxTransferWindowSize;
        Ordered = elementToBeCloned.Ordered;
        ReliableMessagingVersion = elementToBeCloned.ReliableMessagingVersion;
    }

    /// <summary>
    /// How long the receiver of messages may wait for something to send before it acknowledges them with a message of its own. More than
    /// zero, up to 2,147,483,647 ms (24.8 days); default 200 ms; <see cref="TimeSpan.MaxValue"/> for no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative, or more than a timer can hold.</exception>
    public TimeSpan AcknowledgementInterval
    {
        get;
        set => field = CheckTime(value, nameof(AcknowledgementInterval));
    } = TimeSpan.FromMilliseconds(200);

    /// <summary>True when a receiver says how much room it has left, so that a sender waits instead of sending in vain. Default true.</summary>
    public bool FlowControlEnabled { get; set; } = true;

    /// <summary>
    /// How long a session may go without a message from the peer before it is given up. More than zero, up to 2,147,483,647 ms (24.8 days); default
    /// 10 minutes; <see cref="TimeSpan.MaxValue"/> for no limit. Both sides should have the same.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative, or more than a timer can hold.</exception>
    public TimeSpan InactivityTimeout
    {
        get;
        set => field = CheckTime(value, nameof(InactivityTimeout));
    } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many new sessions may wait for the service to accept them; more are refused. 1 to 16384; default 4. Service only.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxPendingChannels
    {
        get;
        set => field = CheckRange(value, MostPendingChannels, nameof(MaxPendingChannels));
    } = 4;

    /// <summary>
    /// How often a message that has no answer is sent again before the session is given up. 1 or more; default 8. Repeats that follow at once
    /// on a failure that the transport reported do not count, nor do those while the peer is seen to live.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxRetryCount
    {
        get;
        set => field = CheckRange(value, int.MaxValue, nameof(MaxRetryCount));
    } = 8;

    /// <summary>
    /// How many messages are kept: at a sender those that are not acknowledged yet, at a receiver those that the application has not taken
    /// yet. 1 to 4096; default 8.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxTransferWindowSize
    {
        get;
        set => field = CheckRange(value, LargestWindow, nameof(MaxTransferWindowSize));
    } = 8;

    /// <summary>
    /// True when messages are handed over in the order in which they were sent; otherwise each at once when it arrives. Default true.
    /// </summary>
    public bool Ordered { get; set; } = true;

    /// <summary>The version of the protocol. Both sides must have the same. Default WSReliableMessagingFebruary2005.</summary>
    public ReliableMessagingVersion ReliableMessagingVersion
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = ReliableMessagingVersion.Default;

    /// <inheritdoc/>
    public override BindingElement Clone() => new ReliableSessionBindingElement(this);

    /// <summary>Makes a client's factory of reliable sessions.</summary>
    /// <typeparam name="TChannel">IOutputSessionChannel, IDuplexSessionChannel or IRequestSessionChannel.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    /// <exception cref="ArgumentException">The elements below have no channels of which sessions of the shape could be made.</exception>
    /// <exception cref="InvalidOperationException">
    /// The transport streams, or the user does its addressing, or messages have no addressing headers.
    /// </exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CheckBelow(context);
        TellSecurity(context);
        return ReliableShapes.UnderFactory(typeof(TChannel), context) switch
        {
            InnerShape.Request or InnerShape.RequestSession => ExchangeChannels.CreateFactory<TChannel>(this, context),
            InnerShape.None => throw WrongShape(typeof(TChannel), context),
            _ => new ReliableDuplexChannelFactory<TChannel>(this, context),
        };
    }

    /// <summary>Makes a service's listener for reliable sessions.</summary>
    /// <typeparam name="TChannel">IInputSessionChannel, IDuplexSessionChannel or IReplySessionChannel.</typeparam>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    /// <exception cref="ArgumentException">The elements below have no channels of which sessions of the shape could be made.</exception>
    /// <exception cref="InvalidOperationException">
    /// The transport streams, or the user does its addressing, or messages have no addressing headers.
    /// </exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CheckBelow(context);
        TellSecurity(context);
        return ReliableShapes.UnderListener(typeof(TChannel), context) switch
        {
            InnerShape.None => throw WrongShape(typeof(TChannel), context),
            var inner => ServiceListeners.Create<TChannel>(this, context, inner),
        };
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ReliableShapes.UnderFactory(typeof(TChannel), context) != InnerShape.None;
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ReliableShapes.UnderListener(typeof(TChannel), context) != InnerShape.None;
    }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var inner = context.GetInnerProperty<T>();
        return typeof(T) == typeof(IBindingDeliveryCapabilities)
            ? (T)(object)new ReliableDelivery(Ordered, (inner as IBindingDeliveryCapabilities)?.QueuedDelivery ?? false)
            : inner;
    }

    /// <summary>What an engine needs of the settings.</summary>
    internal ReliableSettings CreateSettings(IDefaultCommunicationTimeouts timeouts) => new()
    {
        Version = ReliableMessagingVersion == ReliableMessagingVersion.WSReliableMessaging11 ? ReliableVersion.V11 : ReliableVersion.February2005,
        Ordered = Ordered,
        AcknowledgementInterval = AcknowledgementInterval == TimeSpan.MaxValue ? _noLimit : AcknowledgementInterval,
        InactivityTimeout = InactivityTimeout == TimeSpan.MaxValue ? _noLimit : InactivityTimeout,
        FlowControlEnabled = FlowControlEnabled,
        MaxTransferWindowSize = MaxTransferWindowSize,
        MaxRetryCount = MaxRetryCount,
        SendTimeout = TimeoutScope.IsInfinite(timeouts.SendTimeout) ? _noLimit : timeouts.SendTimeout,
    };

    private static TimeSpan CheckTime(TimeSpan value, string name)
        => value > TimeSpan.Zero && (value <= _longestTimer || value == TimeSpan.MaxValue)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{name} is more than zero and at most {_longestTimer}, or TimeSpan.MaxValue for no limit.");

    private static int CheckRange(int value, int max, string name)
        => value >= 1 && value <= max
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} is at least 1 and at most {max}.");

    /// <summary>Message security below protects the protocol's own messages in another way than the application's.</summary>
    private void TellSecurity(BindingContext context)
    {
        context.BindingParameters.Remove<InfrastructureMessages>();
        context.BindingParameters.Add(new InfrastructureMessages(
            Wsrm.Of(ReliableMessagingVersion == ReliableMessagingVersion.WSReliableMessaging11 ? ReliableVersion.V11 : ReliableVersion.February2005).Namespace.Value));
    }

    private static void CheckBelow(BindingContext context)
    {
        var transport = context.RemainingBindingElements.Find<TransportBindingElement>();
        if (transport is { ManualAddressing: true })
        {
            throw new InvalidOperationException(
                $"Reliable sessions write addressing headers, and {transport.GetType().Name}.ManualAddressing of the binding '{context.Binding.Name}' says "
                + "that the user does. Set it to false.");
        }

        if (transport is { IsBuffered: false })
        {
            throw new InvalidOperationException(
                $"Reliable sessions keep messages to send them again, and {transport.GetType().Name}.TransferMode of the binding '{context.Binding.Name}' "
                + "streams them. Set it to TransferMode.Buffered.");
        }

        if (context.GetInnerProperty<MessageVersion>() is { } version && version.Addressing == AddressingVersion.None)
        {
            throw new InvalidOperationException(
                $"Reliable sessions need WS-Addressing, and messages of the binding '{context.Binding.Name}' are {version}. "
                + "Set the encoding's MessageVersion to one with addressing.");
        }
    }

    private static ArgumentException WrongShape(Type shape, BindingContext context) => new(
        $"The binding '{context.Binding.Name}' makes no reliable {shape.Name}. Clients have IOutputSessionChannel and IRequestSessionChannel over transports "
        + "with requests and replies (HTTP), and IDuplexSessionChannel and IOutputSessionChannel over duplex ones (TCP, local sockets, or HTTP with CompositeDuplexBindingElement and "
        + "OneWayBindingElement); services have "
        + "IInputSessionChannel, IReplySessionChannel and IDuplexSessionChannel.",
        nameof(shape));
}
