using System.Net.Http.Headers;
using System.Net.Sockets;
using Parley.Channels;
using Parley.Interop.Tests.Peers;
using Parley.Transports.Tests;

namespace Parley.Interop.Tests.Captures;

/// <summary>.NET Framework's recorded client calls our service: every byte that comes back is what its own service sent.</summary>
public sealed class RecordedClientTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Over_net_tcp_our_service_answers_as_WCF_did_byte_for_byte()
    {
        const string Folder = "net-tcp-framework";
        var port = FreePort.TakeText();
        await using var host = await OpenAsync(new NetTcpBinding(SecurityMode.None), $"net.tcp://localhost:{port}/nettcp-none");
        using var client = new TcpClient("127.0.0.1", int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        var stream = client.GetStream();
        foreach (var file in Recording.Files(Folder, "*.bin"))
        {
            var recorded = Recording.Read(Folder, file, port, "29002", "29003");
            if (file.Contains("c2s", StringComparison.Ordinal))
            {
                await stream.WriteAsync(recorded);
            }
            else
            {
                var answer = await ReadAsync(stream, recorded.Length);
                Recording.AssertSame(recorded, answer, file);
            }
        }
    }

    [Theory]
    [InlineData("01", 200)]
    [InlineData("02", 200)]
    [InlineData("03", 200)]
    [InlineData("04", 500)]
    [InlineData("05", 202)]
    public async Task Over_HTTP_our_service_answers_as_WCF_did_byte_for_byte(string number, int status)
    {
        const string Folder = "http-framework";
        var port = FreePort.TakeText();
        await using var host = await OpenAsync(new WSHttpBinding(SecurityMode.None), $"http://localhost:{port}/wsh-none");
        using var client = new HttpClient { Timeout = Guard };
        using var content = new ByteArrayContent(Recording.Read(Folder, number + "-request.xml", port, "29002"));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml; charset=utf-8");
        using var response = await client.PostAsync(new Uri($"http://localhost:{port}/wsh-none"), content);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 202 ? null : "application/soap+xml; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var recorded = Recording.Read(Folder, number + "-response.xml", port, "29002");
        var answer = await response.Content.ReadAsByteArrayAsync();
        Recording.AssertSame(recorded, answer, number);
    }

    /// <summary>Fewer bytes when no more come: the comparison shows what is missing.</summary>
    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        var read = 0;
        using var guard = new CancellationTokenSource(Guard);
        try
        {
            for (var some = 1; read < count && some > 0; read += some)
            {
                some = await stream.ReadAsync(bytes.AsMemory(read), guard.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Compared below all the same.
        }

        return bytes[..read];
    }

    private static async Task<ServiceHost> OpenAsync(Binding binding, string address)
    {
        var host = new ServiceHost(typeof(EchoService));
        host.AddServiceEndpoint(typeof(IEcho), binding, new Uri(address));
        await host.OpenAsync();
        return host;
    }
}
