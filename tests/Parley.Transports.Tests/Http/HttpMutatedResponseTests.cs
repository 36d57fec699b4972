using System.Diagnostics;
using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Transports.Tests.Http;

/// <summary>Responses with bytes changed, left out and put in: each ends in a reply or in one of the known exceptions.</summary>
public sealed class HttpMutatedResponseTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(TransferMode.Buffered, 1)]
    [InlineData(TransferMode.Streamed, 2)]
    public async Task A_mutated_response_is_a_reply_or_a_known_exception(TransferMode mode, int seed)
    {
        var original = Encoding.UTF8.GetBytes(ScriptedHttpServer.Response(200, "text/xml; charset=utf-8", HttpClientSide.Soap11Reply, "X-A: b\r\n"));
        var random = new Random(seed);
        var current = original;
        await using var server = new ScriptedHttpServer(async (_, stream) =>
        {
            await stream.WriteAsync(current);
            throw new CloseConnectionException();
        });
        await using var client = await HttpClientSide.OpenAsync(server.Uri, new HttpTransportBindingElement { TransferMode = mode });
        var clock = Stopwatch.StartNew();
        var tries = 0;
        while (tries < 50 || (clock.Elapsed < _budget && tries < 2000))
        {
            current = Mutation.Of(original, random);
            tries++;
            try
            {
                using var reply = await client.RequestAsync();
                if (reply is not null)
                {
                    using var body = reply.GetReaderAtBodyContents();
                    body.ReadOuterXml();
                }
            }
            catch (Exception exception) when (exception is CommunicationException or XmlException or DecoderFallbackException or InvalidOperationException)
            {
                Assert.DoesNotContain("NullReference", exception.ToString(), StringComparison.Ordinal);
            }
        }

        Assert.Equal(CommunicationState.Opened, client.Channel.State);
    }
}
