namespace Parley.Channels.Tests.Bindings;

public sealed class BindingTests
{
    [Fact]
    public void Timeouts_have_the_defaults_of_WCF()
    {
        var binding = new CustomBinding(new ProbeTransport());
        Assert.Equal(TimeSpan.FromMinutes(1), binding.OpenTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), binding.CloseTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), binding.SendTimeout);
        Assert.Equal(TimeSpan.FromMinutes(10), binding.ReceiveTimeout);
        Assert.Equal("CustomBinding", binding.Name);
        Assert.Equal("http://tempuri.org/", binding.Namespace);
    }

    [Fact]
    public void A_binding_without_a_transport_is_refused_with_the_remedy()
    {
        var binding = new CustomBinding(new ProbeElement());
        var exception = Assert.Throws<InvalidOperationException>(() => binding.BuildChannelFactory<IOutputChannel>());
        Assert.Contains("transport", exception.Message, StringComparison.Ordinal);
        Assert.False(binding.CanBuildChannelFactory<IOutputChannel>());
    }

    [Fact]
    public void An_element_below_the_transport_is_refused_by_name()
    {
        var binding = new CustomBinding(new ProbeTransport(), new ProbeElement(), new ProbeTransport());
        var exception = Assert.Throws<InvalidOperationException>(() => binding.BuildChannelFactory<IOutputChannel>());
        Assert.Contains(nameof(ProbeElement), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_are_copied_so_that_building_does_not_change_the_binding()
    {
        var element = new ProbeElement();
        var binding = new CustomBinding(element, new ProbeTransport());
        Assert.True(binding.CanBuildChannelFactory<IOutputChannel>());
        Assert.False(binding.CanBuildChannelFactory<IDuplexChannel>());
        binding.BuildChannelFactory<IOutputChannel>();
        Assert.Equal(2, binding.Elements.Count);
        Assert.Same(element, binding.Elements[0]);
        Assert.Equal("probe", binding.Scheme);
    }

    [Fact]
    public void Parameters_reach_the_transport()
    {
        var binding = new CustomBinding(new ProbeElement(), new ProbeTransport());
        var factory = binding.BuildChannelFactory<IOutputChannel>("credentials");
        Assert.Equal("credentials", factory.GetProperty<string>());
    }

    [Fact]
    public void A_listen_address_is_put_together_from_base_and_relative()
    {
        var context = new BindingContext(
            new CustomBinding(new ProbeTransport()), new BindingParameterCollection(), new Uri("net.tcp://localhost:9000/a/"), "b");
        Assert.Equal("net.tcp://localhost:9000/a/b", context.ListenUri.AbsoluteUri);
    }

    [Fact]
    public void A_second_parameter_of_one_type_is_refused()
    {
        var parameters = new BindingParameterCollection { "one" };
        Assert.Throws<ArgumentException>(() => parameters.Add("two"));
        Assert.Equal("one", parameters.Remove<string>());
        Assert.Empty(parameters);
    }

    [Fact]
    public void Negative_timeouts_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CustomBinding().SendTimeout = TimeSpan.FromSeconds(-1));

    private sealed class ProbeElement : BindingElement
    {
        public override BindingElement Clone() => new ProbeElement();

        public override T? GetProperty<T>(BindingContext context)
            where T : class => context.GetInnerProperty<T>();
    }

    private sealed class ProbeTransport : TransportBindingElement
    {
        public override string Scheme => "probe";

        public override BindingElement Clone() => new ProbeTransport();

        public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IOutputChannel);

        public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
            new ProbeFactory<TChannel>(context.Binding, context.BindingParameters.Find<string>());
    }

    private sealed class ProbeFactory<TChannel>(IDefaultCommunicationTimeouts timeouts, string? parameter)
        : ChannelFactoryBase<TChannel>(timeouts)
    {
        public override T? GetProperty<T>()
            where T : class => parameter as T ?? base.GetProperty<T>();

        protected override TChannel OnCreateChannel(EndpointAddress address, Uri via) =>
            throw new NotSupportedException("The probe makes no channels.");

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }
}
