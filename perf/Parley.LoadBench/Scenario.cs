using System.Xml;
using Parley.Channels;

namespace Parley.LoadBench;

/// <summary>One transport and encoding under load, and the kind of baseline that stands beside it.</summary>
/// <param name="Name">The name on the command line and in the results.</param>
/// <param name="CreateBinding">Makes the binding.</param>
/// <param name="IsHttp">True: the baseline is a POST; false: length-prefixed frames.</param>
internal sealed record Scenario(string Name, Func<Binding> CreateBinding, bool IsHttp)
{
    /// <summary>Room for the largest payload, as base64 and with its envelope.</summary>
    private const int MaxMessage = 1 << 20;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("net.tcp", CreateTcp, IsHttp: false),
        new("net.uds", CreateUds, IsHttp: false),
        new("http", CreateWs, IsHttp: true),
        new("http-binary", CreateHttpBinary, IsHttp: true),
        new("basic", CreateBasic, IsHttp: true),
    ];

    public static Scenario Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new ArgumentException($"There is no scenario '{name}'. There are: {string.Join(", ", All.Select(scenario => scenario.Name))}.");

    private static NetTcpBinding CreateTcp() => new(SecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        MaxBufferSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static UnixDomainSocketBinding CreateUds() => new(UnixDomainSocketSecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        MaxBufferSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static WSHttpBinding CreateWs() => new(SecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static BasicHttpBinding CreateBasic() => new(BasicHttpSecurityMode.None)
    {
        MaxReceivedMessageSize = MaxMessage,
        MaxBufferSize = MaxMessage,
        ReaderQuotas = XmlDictionaryReaderQuotas.Max,
    };

    private static CustomBinding CreateHttpBinary()
    {
        var encoding = new BinaryMessageEncodingBindingElement();
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(
            encoding,
            new HttpTransportBindingElement { MaxReceivedMessageSize = MaxMessage, MaxBufferSize = MaxMessage });
    }
}
