using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Which channels reliable sessions are made of. The first shape that the elements below can build is taken.
/// <code>
///   client's channel          over
///   IOutputSessionChannel     IRequestSessionChannel, IRequestChannel, IDuplexSessionChannel, IDuplexChannel
///   IDuplexSessionChannel     IDuplexSessionChannel, IDuplexChannel
///   IRequestSessionChannel    IRequestSessionChannel, IRequestChannel
///
///   service's channel         over
///   IInputSessionChannel      IReplySessionChannel, IReplyChannel, IDuplexSessionChannel, IDuplexChannel
///   IDuplexSessionChannel     IDuplexSessionChannel, IDuplexChannel
///   IReplySessionChannel      IReplySessionChannel, IReplyChannel
/// </code>
/// </summary>
internal static class ReliableShapes
{
    /// <summary>What a client's channel of a shape goes over.</summary>
    public static InnerShape UnderFactory(Type shape, BindingContext context)
        => shape == typeof(IOutputSessionChannel) ? Or(RequestOf(context), DuplexOfFactory(context))
            : shape == typeof(IDuplexSessionChannel) ? DuplexOfFactory(context)
            : shape == typeof(IRequestSessionChannel) ? RequestOf(context)
            : InnerShape.None;

    /// <summary>What a service's channel of a shape goes over.</summary>
    public static InnerShape UnderListener(Type shape, BindingContext context)
        => shape == typeof(IInputSessionChannel) ? Or(ReplyOf(context), DuplexOfListener(context))
            : shape == typeof(IDuplexSessionChannel) ? DuplexOfListener(context)
            : shape == typeof(IReplySessionChannel) ? ReplyOf(context)
            : InnerShape.None;

    /// <summary>Which way the messages go in sessions of a shape.</summary>
    public static SessionPattern PatternOf(Type shape)
        => shape == typeof(IDuplexSessionChannel) ? SessionPattern.Duplex
            : shape == typeof(IRequestSessionChannel) || shape == typeof(IReplySessionChannel) ? SessionPattern.RequestReply
            : SessionPattern.OneWay;

    private static InnerShape Or(InnerShape first, InnerShape second) => first == InnerShape.None ? second : first;

    private static InnerShape RequestOf(BindingContext context)
        => context.CanBuildInnerChannelFactory<IRequestSessionChannel>() ? InnerShape.RequestSession
            : context.CanBuildInnerChannelFactory<IRequestChannel>() ? InnerShape.Request
            : InnerShape.None;

    private static InnerShape DuplexOfFactory(BindingContext context)
        => context.CanBuildInnerChannelFactory<IDuplexSessionChannel>() ? DuplexSessionOf(context)
            : context.CanBuildInnerChannelFactory<IDuplexChannel>() ? InnerShape.Duplex
            : InnerShape.None;

    private static InnerShape DuplexSessionOf(BindingContext context) =>
        context.GetInnerProperty<DatagramConversations>() is null ? InnerShape.DuplexSession : InnerShape.DatagramSession;

    private static InnerShape ReplyOf(BindingContext context)
        => context.CanBuildInnerChannelListener<IReplySessionChannel>() ? InnerShape.ReplySession
            : context.CanBuildInnerChannelListener<IReplyChannel>() ? InnerShape.Reply
            : InnerShape.None;

    private static InnerShape DuplexOfListener(BindingContext context)
        => context.CanBuildInnerChannelListener<IDuplexSessionChannel>() ? DuplexSessionOf(context)
            : context.CanBuildInnerChannelListener<IDuplexChannel>() ? InnerShape.Duplex
            : InnerShape.None;
}
