namespace Parley.Channels.Tests.Encoders;

/// <summary>A transport that only has settings.</summary>
internal sealed class StubTransport : TransportBindingElement
{
    public StubTransport()
    {
    }

    private StubTransport(StubTransport other)
        : base(other)
    {
    }

    public override string Scheme => "stub";

    public MessageEncodingBindingElement? Encoding { get; private set; }

    public override BindingElement Clone() => new StubTransport(this);

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        Encoding = context.BindingParameters.Find<MessageEncodingBindingElement>();
        return true;
    }
}
