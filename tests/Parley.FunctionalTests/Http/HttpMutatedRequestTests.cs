using System.Diagnostics;
using System.Text;
using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>Requests with bytes changed, left out and put in: each ends in a response or a closed connection, and the service lives on.</summary>
public sealed class HttpMutatedRequestTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(TransferMode.Buffered, 1)]
    [InlineData(TransferMode.Streamed, 2)]
    public async Task A_mutated_request_harms_nobody(TransferMode mode, int seed)
    {
        var binding = HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement { TransferMode = mode });
        await using var service = await HttpEchoService.StartAsync(binding, new Uri("http://127.0.0.1:0/calc"), async context =>
        {
            try
            {
                await HttpEchoService.EchoAsync(context);
            }
            catch (Exception exception) when (exception is System.Xml.XmlException or InvalidOperationException or DecoderFallbackException)
            {
                context.Abort();
            }
        });
        var original = Encoding.UTF8.GetBytes(RawHttpClient.Post("application/soap+xml; charset=utf-8", Requests.Soap12, "X-A: b\r\n"));
        var random = new Random(seed);
        var clock = Stopwatch.StartNew();
        var tries = 0;
        while (tries < 50 || (clock.Elapsed < _budget && tries < 2000))
        {
            tries++;
            using var client = await RawHttpClient.ConnectAsync(service.Uri);
            await client.SendAsync(Mutated(original, random));
            client.EndSending();
            await client.WaitForEndAsync();
        }

        await using var healthy = await HttpClientSide.OpenAsync(binding, service.Uri);
        Assert.Equal("well", await healthy.EchoAsync("well"));
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 1; i--)
        {
            var at = random.Next(bytes.Length);
            var run = Math.Min(random.Next(1, 20), bytes.Length - at);
            bytes = random.Next(5) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[(at + run)..]],
                2 => [.. bytes[..at], .. bytes[at..(at + run)], .. bytes[at..]],
                3 => bytes[..at],
                _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
            };
        }

        return bytes;
    }
}
