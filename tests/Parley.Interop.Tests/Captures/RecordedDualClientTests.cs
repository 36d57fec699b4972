using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Parley.Channels;
using Parley.Interop.Tests.Peers;
using Parley.Transports.Tests;

namespace Parley.Interop.Tests.Captures;

/// <summary>
/// Recorded clients with an address of their own call our service, which sends its answers there. The test plays their listener, and looks at what comes.
/// </summary>
public sealed class RecordedDualClientTests
{
    private const string Folder = "http-dual";
    private const string RecordedSequence = "urn:uuid:cbef491c-be7a-4864-bf8e-5978267bc091";
    private const string ClientSequence = "urn:uuid:783cf866-617c-4e26-a3d1-914dcb24395e";
    private const string RecordedPing = "urn:uuid:d8c00a58-1fe2-43ff-9eca-cb29367da26c";
    private const string Rm = "http://schemas.xmlsoap.org/ws/2005/02/rm";

    private static readonly XNamespace _rm = Rm;
    private static readonly XNamespace _addressing = "http://www.w3.org/2005/08/addressing";

    [ServiceContract(Name = "IDup", Namespace = "http://tempuri.org/peer", CallbackContract = typeof(IDupCallback))]
    private interface IDup
    {
        [OperationContract]
        Task<string> SubscribeAsync(string s);

        [OperationContract(IsOneWay = true)]
        Task FireAsync(string s);
    }

    private interface IDupCallback
    {
        [OperationContract]
        Task<string> PingAsync(string s);

        [OperationContract(IsOneWay = true)]
        Task EventAsync(string s);
    }

    [ServiceContract(Name = "ICalc", Namespace = "urn:peer:calc")]
    private interface IDualCalc
    {
        [OperationContract(Action = "urn:peer:calc/ICalc/Add", ReplyAction = "urn:peer:calc/ICalc/AddResponse")]
        double Add(double a, double b);
    }

    [Theory]
    [InlineData("gsoap-dual-10", "30196", "30198", 7)]
    [InlineData("gsoap-dual-11", "23731", "23733", 6)]
    [InlineData("gsoap-dual-11-wcf", "36601", "36603", 6)]
    public async Task GSoaps_client_that_is_called_back_is_answered_as_its_own_service_answered(string folder, string recordedPort, string recordedClientPort, int count)
    {
        var servicePort = FreePort.TakeText();
        await using var client = new DualListener(FreePort.TakeText());
        var binding = new CustomBinding(new WSDualHttpBinding(WSDualHttpSecurityMode.None));
        if (!folder.Contains("10", StringComparison.Ordinal))
        {
            binding.Elements.Find<ReliableSessionBindingElement>()!.ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11;
        }

        var host = new ServiceHost(typeof(DualCalc));
        var address = $"http://localhost:{servicePort}/calc";
        host.AddServiceEndpoint(typeof(IDualCalc), binding, address);
        await host.OpenAsync();
        (string From, string To) sequence = ("none", "none");
        for (var i = 1; i <= count; i++)
        {
            await SendAsync(address, Text(folder, $"00{i}-req.xml").Replace(sequence.From, sequence.To, StringComparison.Ordinal));
            var expected = new DualEnvelope(XElement.Parse(Text(folder, $"callback-00{i}-req.xml")));
            if (expected.Action!.EndsWith("SequenceAcknowledgement", StringComparison.Ordinal))
            {
                // When it comes is ours to say, and what it says comes with other messages too.
                continue;
            }

            var came = await client.NextAsync(expected.Action, expected.Action.EndsWith("Response", StringComparison.Ordinal) ? expected.Header("RelatesTo") : null);
            Assert.Equal(expected.Header("To"), came.Header("To"));
            if (i == 1)
            {
                sequence = (expected.Body.Elements().First().Value, came.Body.Elements().First().Value);
                continue;
            }

            Assert.Equal(expected.Sequence, came.Sequence);
            Assert.Equal(expected.Body.Value.Replace(sequence.From, sequence.To, StringComparison.Ordinal), came.Body.Value);
        }

        client.ExpectNothingMore();
        host.Abort();

        string Text(string folder, string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Captures", folder, file))
            .Replace(recordedPort, servicePort, StringComparison.Ordinal)
            .Replace(recordedClientPort, client.Port, StringComparison.Ordinal);
    }

    /// <summary>.NET Framework's client. What its service said was not recorded.</summary>
    [Fact]
    public async Task A_session_with_calls_both_ways_goes_from_its_first_message_to_its_last()
    {
        var servicePort = FreePort.TakeText();
        await using var client = new DualListener(FreePort.TakeText());
        var host = new ServiceHost(typeof(Dup));
        host.AddServiceEndpoint(typeof(IDup), new WSDualHttpBinding(WSDualHttpSecurityMode.None), $"http://localhost:{servicePort}/wsdual-none");
        await host.OpenAsync();

        await PostAsync("01");
        var created = await client.NextAsync(Rm + "/CreateSequenceResponse");
        Assert.Equal("urn:uuid:0d7200c8-28e8-4eef-a67d-50e839ea35c7", created.Header("RelatesTo"));
        var sequence = created.Body.Element(_rm + "Identifier")!.Value;
        Assert.Equal($"http://localhost:{servicePort}/wsdual-none", created.Body.Descendants(_addressing + "Address").Single().Value);

        await PostAsync("02", (RecordedSequence, sequence));
        var ping = await client.NextAsync("http://tempuri.org/peer/IDup/Ping");
        Assert.Equal((ClientSequence, "1"), ping.Sequence);
        Assert.Equal($"http://localhost:{servicePort}/wsdual-none", ping.Header("ReplyTo"));

        await PostAsync("03", (RecordedSequence, sequence), (RecordedPing, ping.Header("MessageID")!));
        var subscribed = await client.NextAsync("http://tempuri.org/peer/IDup/SubscribeResponse");
        Assert.Equal((ClientSequence, "2"), subscribed.Sequence);
        Assert.Equal("urn:uuid:11486058-e4ea-4fd8-8441-7b9206c53425", subscribed.Header("RelatesTo"));
        Assert.Equal("sub:x:pong:p1", subscribed.Body.Value);

        await PostAsync("04", (RecordedSequence, sequence));
        var fired = await client.NextAsync("http://tempuri.org/peer/IDup/Event");
        Assert.Equal((ClientSequence, "3"), fired.Sequence);
        Assert.Equal("e:y", fired.Body.Value);

        await PostAsync("05", (RecordedSequence, sequence));
        await PostAsync("06", (RecordedSequence, sequence));
        var last = await client.NextAsync(Rm + "/LastMessage");
        Assert.Equal((ClientSequence, "4"), last.Sequence);

        await PostAsync("07", (RecordedSequence, sequence));
        var terminated = await client.NextAsync(Rm + "/TerminateSequence");
        Assert.Equal(ClientSequence, terminated.Body.Element(_rm + "Identifier")!.Value);

        // The session has ended, so the host has nothing to wait for.
        await host.CloseAsync(TestContext.Current.CancellationToken);
        Assert.All(client.Destinations, to => Assert.EndsWith("/cb/33cc3bc5-19c5-44fd-9275-21448b63b4bb", to, StringComparison.Ordinal));

        async Task PostAsync(string number, params (string From, string To)[] changes)
        {
            var text = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Captures", Folder, number + "-request.xml")))
                .Replace("29172", servicePort, StringComparison.Ordinal)
                .Replace("29174", client.Port, StringComparison.Ordinal);
            text = changes.Aggregate(text, static (text, change) => text.Replace(change.From, change.To, StringComparison.Ordinal));
            await SendAsync($"http://localhost:{servicePort}/wsdual-none", text);
        }
    }

    private static async Task SendAsync(string address, string text)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var content = new StringContent(text);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml; charset=utf-8");
        using var response = await http.PostAsync(new Uri(address), content);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private sealed class DualCalc : IDualCalc
    {
        public double Add(double a, double b) => a + b;
    }

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    private sealed class Dup : IDup
    {
        public async Task<string> SubscribeAsync(string s) =>
            $"sub:{s}:{await OperationContext.Current!.GetCallbackChannel<IDupCallback>().PingAsync("p1")}";

        public Task FireAsync(string s) => OperationContext.Current!.GetCallbackChannel<IDupCallback>().EventAsync($"e:{s}");
    }
}
