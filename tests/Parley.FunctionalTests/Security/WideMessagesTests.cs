using System.Runtime.Serialization;
using System.Xml.Serialization;
using Parley.Channels;
using Parley.Description;
using Parley.FunctionalTests.Http;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Bodies with many attributes in an element, and with many elements in each other, are protected like any others.</summary>
public sealed class WideMessagesTests
{
    private const int Depth = 300;
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WSMessageEncoding.Text)]
    [InlineData(WSMessageEncoding.Mtom)]
    public async Task An_element_may_have_many_attributes(WSMessageEncoding encoding)
    {
        var wide = new Wide();
        foreach (var field in typeof(Wide).GetFields())
        {
            field.SetValue(wide, $"{field.Name} & \"more\"");
        }

        await CallAsync(encoding, async client =>
        {
            var echo = await client.EchoAsync(wide).WaitAsync(_guard, Token);
            Assert.All(typeof(Wide).GetFields(), field => Assert.Equal(field.GetValue(wide), field.GetValue(echo)));
        });
    }

    [Theory]
    [InlineData(WSMessageEncoding.Text)]
    [InlineData(WSMessageEncoding.Mtom)]
    public async Task Elements_may_be_deep_in_each_other(WSMessageEncoding encoding)
    {
        Node? deepest = null;
        for (var i = 0; i < Depth; i++)
        {
            deepest = new Node { Inner = deepest };
        }

        await CallAsync(encoding, async client => Assert.Equal(Depth, await client.CountAsync(deepest).WaitAsync(_guard, Token)));
    }

    private static async Task CallAsync(WSMessageEncoding encoding, Func<IWide, Task> call)
    {
        await using var host = new ServiceHost(typeof(Service), new Uri("http://127.0.0.1:0/wide"));
        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        var endpoint = host.AddServiceEndpoint(typeof(IWide), Binding(encoding), string.Empty);
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IWide>(Binding(encoding), new EndpointAddress(endpoint.ListenUri!, new DnsEndpointIdentity("localhost")));
        factory.Credentials!.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        var client = factory.CreateChannel();
        await call(client);
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        await host.CloseAsync(Token);
    }

    private static WSHttpBinding Binding(WSMessageEncoding encoding)
    {
        var binding = new WSHttpBinding { MessageEncoding = encoding, MaxReceivedMessageSize = 1 << 20 };
        binding.ReaderQuotas.MaxDepth = 2 * Depth;
        binding.Security.Message.ClientCredentialType = MessageCredentialType.None;
        binding.Security.Message.NegotiateServiceCredential = false;
        return binding;
    }

    [ServiceContract(Namespace = "urn:wide")]
    internal interface IWide
    {
        [OperationContract]
        [XmlSerializerFormat]
        Task<Wide> EchoAsync(Wide wide);

        [OperationContract]
        Task<int> CountAsync(Node? node);
    }

    public sealed class Wide
    {
        [XmlAttribute]
        public string? A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, C0, C1, C2, C3, C4, C5, C6, C7, C8, C9;

        [XmlAttribute(Namespace = "urn:other")]
        public string? D0, D1, D2, D3, D4, D5, D6, D7, D8, D9, E0, E1, E2, E3, E4, E5, E6, E7, E8, E9, F0, F1, F2, F3, F4, F5, F6, F7, F8, F9;
    }

    [DataContract(Namespace = "urn:wide")]
    public sealed class Node
    {
        [DataMember]
        public Node? Inner { get; set; }
    }

    private sealed class Service : IWide
    {
        public Task<Wide> EchoAsync(Wide wide) => Task.FromResult(wide);

        public Task<int> CountAsync(Node? node)
        {
            var count = 0;
            for (; node is not null; node = node.Inner)
            {
                count++;
            }

            return Task.FromResult(count);
        }
    }
}
