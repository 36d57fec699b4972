using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Bindings;

public class ReliableSessionBindingElementTests
{
    [Fact]
    public void Defaults_are_those_of_Wcf()
    {
        var element = new ReliableSessionBindingElement();

        Assert.True(element.Ordered);
        Assert.Equal(TimeSpan.FromMilliseconds(200), element.AcknowledgementInterval);
        Assert.True(element.FlowControlEnabled);
        Assert.Equal(TimeSpan.FromMinutes(10), element.InactivityTimeout);
        Assert.Equal(4, element.MaxPendingChannels);
        Assert.Equal(8, element.MaxRetryCount);
        Assert.Equal(8, element.MaxTransferWindowSize);
        Assert.Same(ReliableMessagingVersion.WSReliableMessagingFebruary2005, element.ReliableMessagingVersion);
        Assert.Same(ReliableMessagingVersion.Default, element.ReliableMessagingVersion);
        Assert.False(new ReliableSessionBindingElement(ordered: false).Ordered);
    }

    [Fact]
    public void Settings_have_ranges()
    {
        var element = new ReliableSessionBindingElement();
        foreach (var time in new[] { TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(int.MaxValue) + TimeSpan.FromTicks(1) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => element.AcknowledgementInterval = time);
            Assert.Throws<ArgumentOutOfRangeException>(() => element.InactivityTimeout = time);
        }

        foreach (var count in new[] { 0, -1 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxPendingChannels = count);
            Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxRetryCount = count);
            Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxTransferWindowSize = count);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxPendingChannels = 16385);
        Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxTransferWindowSize = 4097);
        Assert.Throws<ArgumentNullException>(() => element.ReliableMessagingVersion = null!);

        element.AcknowledgementInterval = TimeSpan.FromTicks(1);
        element.InactivityTimeout = TimeSpan.MaxValue;
        element.MaxPendingChannels = 16384;
        element.MaxRetryCount = int.MaxValue;
        element.MaxTransferWindowSize = 4096;
    }

    [Fact]
    public void Without_a_limit_a_time_can_be_added_to_any_other_and_a_peer_without_room_is_asked_now_and_then()
    {
        var element = new ReliableSessionBindingElement { AcknowledgementInterval = TimeSpan.MaxValue, InactivityTimeout = TimeSpan.MaxValue };
        foreach (var sendTimeout in new[] { Timeout.InfiniteTimeSpan, TimeSpan.MaxValue })
        {
            var settings = element.CreateSettings(new CustomBinding(new ShapedTransport()) { SendTimeout = sendTimeout });
            var now = TimeSpan.FromHours(1);
            new AcknowledgementSchedule(settings).Owe(now);

            var polls = new KeepAlive(settings, polls: true, now);
            polls.NoteStall(now, isStalled: true, TimeSpan.FromMilliseconds(10));
            for (var count = 0; count < 20; count++)
            {
                Assert.True(polls.Due > now, $"The poll {count} is due at {polls.Due}, which was said at {now}.");
                now = polls.Due!.Value;
                polls.HandlePolled(now);
            }

            Assert.InRange(polls.Due!.Value - now, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        }
    }

    [Fact]
    public void A_clone_has_all_settings()
    {
        var element = new ReliableSessionBindingElement(ordered: false)
        {
            AcknowledgementInterval = TimeSpan.FromSeconds(1),
            FlowControlEnabled = false,
            InactivityTimeout = TimeSpan.FromSeconds(2),
            MaxPendingChannels = 3,
            MaxRetryCount = 5,
            MaxTransferWindowSize = 6,
            ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11,
        };

        var clone = Assert.IsType<ReliableSessionBindingElement>(element.Clone());

        Assert.NotSame(element, clone);
        foreach (var property in typeof(ReliableSessionBindingElement).GetProperties())
        {
            Assert.Equal(property.GetValue(element), property.GetValue(clone));
        }
    }

    [Theory]
    [InlineData(typeof(IOutputSessionChannel), "RequestSession,Request,DuplexSession,Duplex")]
    [InlineData(typeof(IDuplexSessionChannel), "DuplexSession,Duplex")]
    [InlineData(typeof(IRequestSessionChannel), "RequestSession,Request")]
    public void A_client_channel_goes_over_the_first_shape_that_is_there(Type shape, string inner)
        => CheckTable(shape, inner, ReliableShapes.UnderFactory, CanBuildFactory);

    [Theory]
    [InlineData(typeof(IInputSessionChannel), "ReplySession,Reply,DuplexSession,Duplex")]
    [InlineData(typeof(IDuplexSessionChannel), "DuplexSession,Duplex")]
    [InlineData(typeof(IReplySessionChannel), "ReplySession,Reply")]
    public void A_service_channel_goes_over_the_first_shape_that_is_there(Type shape, string inner)
        => CheckTable(shape, inner, ReliableShapes.UnderListener, CanBuildListener);

    [Fact]
    public void Other_shapes_are_refused_when_built()
    {
        var binding = Create(new ShapedTransport(Enum.GetValues<InnerShape>()));

        Assert.False(binding.CanBuildChannelFactory<IRequestChannel>());
        Assert.False(binding.CanBuildChannelFactory<IOutputChannel>());
        Assert.False(binding.CanBuildChannelFactory<IDuplexChannel>());
        Assert.False(binding.CanBuildChannelListener<IReplyChannel>());
        Assert.False(binding.CanBuildChannelListener<IInputChannel>());
        Assert.Throws<ArgumentException>(() => binding.BuildChannelFactory<IRequestChannel>());
        Assert.Throws<ArgumentException>(() => binding.BuildChannelListener<IReplyChannel>(new Uri("shaped://x/"), new BindingParameterCollection()));
        Assert.Throws<ArgumentException>(() => Create(new ShapedTransport(InnerShape.Request)).BuildChannelFactory<IDuplexSessionChannel>());
    }

    [Fact]
    public void A_transport_that_streams_is_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(
            () => Create(new ShapedTransport(InnerShape.Request) { Streams = true }).BuildChannelFactory<IRequestSessionChannel>());
        Assert.Contains("TransferMode.Buffered", exception.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(
            () => Create(new ShapedTransport(InnerShape.Reply) { Streams = true })
                .BuildChannelListener<IReplySessionChannel>(new Uri("shaped://x/"), new BindingParameterCollection()));
    }

    [Fact]
    public void Manual_addressing_is_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(
            () => Create(new ShapedTransport(InnerShape.Request) { ManualAddressing = true }).BuildChannelFactory<IRequestSessionChannel>());
        Assert.Contains("ManualAddressing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_without_addressing_are_refused()
    {
        var binding = new CustomBinding(
            new ReliableSessionBindingElement(), new TextMessageEncodingBindingElement(MessageVersion.Soap11, System.Text.Encoding.UTF8), new ShapedTransport(InnerShape.Request));
        Assert.Throws<InvalidOperationException>(() => binding.BuildChannelFactory<IRequestSessionChannel>());
    }

    [Fact]
    public void Order_is_promised_when_it_is_kept()
    {
        Assert.True(Create(new ShapedTransport()).GetProperty<IBindingDeliveryCapabilities>(new BindingParameterCollection())!.AssuresOrderedDelivery);
        var unordered = new CustomBinding(new ReliableSessionBindingElement(ordered: false), new BinaryMessageEncodingBindingElement(), new ShapedTransport());
        Assert.False(unordered.GetProperty<IBindingDeliveryCapabilities>(new BindingParameterCollection())!.AssuresOrderedDelivery);
    }

    [Fact]
    public void ReliableSession_shows_the_settings_of_its_element()
    {
        var element = new ReliableSessionBindingElement();
        var session = new OptionalReliableSession(element) { Ordered = false, InactivityTimeout = TimeSpan.FromSeconds(3) };

        Assert.False(element.Ordered);
        Assert.Equal(TimeSpan.FromSeconds(3), element.InactivityTimeout);
        Assert.False(session.Enabled);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.InactivityTimeout = TimeSpan.Zero);
        Assert.True(new ReliableSession().Ordered);
    }

    private static CustomBinding Create(ShapedTransport transport)
        => new(new ReliableSessionBindingElement(), new BinaryMessageEncodingBindingElement(), transport);

    private static void CheckTable(
        Type shape, string inner, Func<Type, BindingContext, InnerShape> find, Func<CustomBinding, Type, bool> canBuild)
    {
        var shapes = inner.Split(',').Select(Enum.Parse<InnerShape>).ToList();
        for (var first = 0; first < shapes.Count; first++)
        {
            var transport = new ShapedTransport([.. shapes[first..]]);
            var context = new BindingContext(new CustomBinding(transport), new BindingParameterCollection());
            Assert.Equal(shapes[first], find(shape, context));
            Assert.True(canBuild(Create(transport), shape));
        }

        var others = Enum.GetValues<InnerShape>().Except(shapes).ToArray();
        Assert.Equal(InnerShape.None, find(shape, new BindingContext(new CustomBinding(new ShapedTransport(others)), new BindingParameterCollection())));
        Assert.False(canBuild(Create(new ShapedTransport(others)), shape));
    }

    private static bool CanBuildFactory(CustomBinding binding, Type shape)
        => shape == typeof(IOutputSessionChannel) ? binding.CanBuildChannelFactory<IOutputSessionChannel>()
            : shape == typeof(IDuplexSessionChannel) ? binding.CanBuildChannelFactory<IDuplexSessionChannel>()
            : binding.CanBuildChannelFactory<IRequestSessionChannel>();

    private static bool CanBuildListener(CustomBinding binding, Type shape)
        => shape == typeof(IInputSessionChannel) ? binding.CanBuildChannelListener<IInputSessionChannel>()
            : shape == typeof(IDuplexSessionChannel) ? binding.CanBuildChannelListener<IDuplexSessionChannel>()
            : binding.CanBuildChannelListener<IReplySessionChannel>();

    /// <summary>A transport that makes certain shapes.</summary>
    private sealed class ShapedTransport : TransportBindingElement
    {
        private readonly InnerShape[] _shapes;

        public ShapedTransport(params InnerShape[] shapes) => _shapes = shapes;

        private ShapedTransport(ShapedTransport other)
            : base(other)
        {
            _shapes = other._shapes;
            Streams = other.Streams;
        }

        public bool Streams { get; init; }

        public override string Scheme => "shaped";

        internal override bool IsBuffered => !Streams;

        public override BindingElement Clone() => new ShapedTransport(this);

        public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => Has<TChannel>();

        public override bool CanBuildChannelListener<TChannel>(BindingContext context) => Has<TChannel>();

        private bool Has<TChannel>() => _shapes.Any(shape => shape != InnerShape.None && typeof(TChannel).Name == $"I{shape}Channel");
    }
}
