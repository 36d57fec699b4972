using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;

namespace Parley.AspNetCore.Tests.Calls;

/// <summary>The largest time span is no timeout, as in WCF's configuration.</summary>
public class LongTimeoutTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface ILength
    {
        [OperationContract]
        int LengthOf(string text);

        [OperationContract]
        string Make(int length);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface IEnding
    {
        [OperationContract(IsTerminating = true)]
        int End();
    }

    public sealed class Length : ILength, IEnding
    {
        public int LengthOf(string text) => text.Length;

        public string Make(int length) => new('x', length);

        public int End() => 1;
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp streamed")]
    [InlineData("ws")]
    [InlineData("basic")]
    [InlineData("basic streamed")]
    public async Task Calls_work_when_every_timeout_is_the_largest_time_span(string binding)
    {
        await using var served = await Served<ILength>.OpenAsync(typeof(Length), () => Long(binding));
        var client = served.Client();
        ((IClientChannel)client).OperationTimeout = TimeSpan.MaxValue;
        Assert.Equal(1_000_000, client.LengthOf(new string('x', 1_000_000)));
        Assert.Equal(1_000_000, client.Make(1_000_000).Length);
        ((IClientChannel)client).Close();
    }

    [Fact]
    public async Task A_session_ends_when_every_timeout_is_the_largest_time_span()
    {
        await using var served = await Served<IEnding>.OpenAsync(typeof(Length), () => Long("tcp"));
        var client = served.Client();
        Assert.Equal(1, client.End());
        ((IClientChannel)client).Close();
    }

    private static CustomBinding Long(string name)
    {
        var binding = new CustomBinding(Bindings.Of(name.Replace("basic streamed", "basic", StringComparison.Ordinal)))
        {
            OpenTimeout = TimeSpan.MaxValue,
            CloseTimeout = TimeSpan.MaxValue,
            SendTimeout = TimeSpan.MaxValue,
            ReceiveTimeout = TimeSpan.MaxValue,
        };
        binding.Elements.Find<TransportBindingElement>()!.MaxReceivedMessageSize = 16_000_000;
        var quotas = binding.Elements.Find<TextMessageEncodingBindingElement>()?.ReaderQuotas ?? binding.Elements.Find<BinaryMessageEncodingBindingElement>()!.ReaderQuotas;
        quotas.MaxStringContentLength = 16_000_000;
        if (name == "basic streamed")
        {
            binding.Elements.Find<HttpTransportBindingElement>()!.TransferMode = TransferMode.Streamed;
        }

        if (binding.Elements.Find<ConnectionOrientedTransportBindingElement>() is { } tcp)
        {
            tcp.ChannelInitializationTimeout = TimeSpan.MaxValue;
        }

        return binding;
    }
}
