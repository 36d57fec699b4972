using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Parley.Interop.Tests.Peers;
using Parley.Transports.Tests;

namespace Parley.Interop.Tests.Captures;

/// <summary>
/// Our client, with an address of its own, calls gSOAP's recorded service, which sends its answers there. The test plays the service: says what that said, with the
/// names of now.
/// </summary>
public sealed class RecordedDualServiceTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Name = "ICalc", Namespace = "urn:peer:calc", SessionMode = SessionMode.Required)]
    private interface IDualCalc
    {
        [OperationContract(Action = "urn:peer:calc/ICalc/Add", ReplyAction = "urn:peer:calc/ICalc/AddResponse")]
        Task<double> AddAsync(double a, double b);
    }

    [Theory]
    [InlineData("gsoap-dual-10", "rm10", 7)]
    [InlineData("gsoap-dual-11", "rm11", 6)]
    [InlineData("gsoap-dual-11-wcf", "rm11-wcf", 6)]
    public async Task Our_client_with_an_address_of_its_own_has_the_conversation_that_gSOAPs_client_had(string folder, string version, int count)
    {
        await using var service = new DualListener(FreePort.TakeText(), "calc");
        var address = $"http://localhost:{service.Port}/calc";
        await using var factory = new ChannelFactory<IDualCalc>(GSoapBindings.WithAddress(version), new EndpointAddress(address));
        var running = CallAsync(factory.CreateChannel());

        var first = Read(folder, "001-req.xml");
        var names = new Dictionary<string, string> { [first.Header("To")!] = address };
        for (var i = 1; i <= count; i++)
        {
            var recorded = Read(folder, $"00{i}-req.xml");
            if (!recorded.Key.StartsWith("SequenceAcknowledgement", StringComparison.Ordinal))
            {
                // When our client acknowledges is its own to say.
                var said = await service.NextAsync(envelope => envelope.Key == recorded.Key);
                Assert.Equal(recorded.Body.Name, said.Body.Name);
                Assert.Equal(address, said.Header("To"));
                if (i == 1)
                {
                    names[recorded.Header("ReplyTo")!] = said.Header("ReplyTo")!;
                    names[OfferOf(recorded)] = OfferOf(said);
                }

                if (said.Header("MessageID") is { } id)
                {
                    names[recorded.Header("MessageID")!] = id;
                }
            }

            await AnswerAsync(Text(folder, $"callback-00{i}-req.xml"), names);
        }

        var sums = await running.WaitAsync(s_guard);
        Assert.Equal([101, 102, 103], sums);
        service.ExpectNothingMore();
    }

    private static async Task<double[]> CallAsync(IDualCalc client)
    {
        var sums = new double[3];
        for (var n = 0; n < sums.Length; n++)
        {
            sums[n] = await client.AddAsync(n + 1, 100);
        }

        await ((IClientChannel)client).CloseAsync();
        return sums;
    }

    private static async Task AnswerAsync(string text, Dictionary<string, string> names)
    {
        foreach (var (recorded, now) in names)
        {
            text = text.Replace(recorded, now, StringComparison.Ordinal);
        }

        using var http = new HttpClient { Timeout = s_guard };
        using var content = new StringContent(text);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml; charset=utf-8");
        using var response = await http.PostAsync(new Uri(new DualEnvelope(XElement.Parse(text)).Header("To")!), content);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private static string OfferOf(DualEnvelope create) =>
        create.Body.Elements().Single(static element => element.Name.LocalName == "Offer").Elements().Single(static element => element.Name.LocalName == "Identifier").Value;

    private static DualEnvelope Read(string folder, string file) => new(XElement.Parse(Text(folder, file)));

    private static string Text(string folder, string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Captures", folder, file));
}
