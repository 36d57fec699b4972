using System.Text;
using Parley.Channels;

namespace Parley.Interop.Tests.Captures;

/// <summary>Our client calls recorded services: every byte that it sends is what WCF's client sent, and it understands the answers.</summary>
public sealed class RecordedServiceTests
{
    [Fact]
    public async Task Over_net_tcp_our_client_sends_what_WCF_sent_byte_for_byte()
    {
        const string Folder = "net-tcp-framework";
        using var server = new ScriptedServer();
        var calls = Task.Run(() =>
        {
            var factory = new ChannelFactory<IEcho>(
                new NetTcpBinding(SecurityMode.None), new EndpointAddress($"net.tcp://localhost:{server.Port}/nettcp-none"));
            var proxy = factory.CreateChannel();
            Assert.Equal("echo:hello", proxy.Echo("hello"));
            Assert.Equal(5, proxy.Add(2, 3));
            Assert.Equal("(none)", proxy.WhoAmI());
            var fault = Assert.ThrowsAny<FaultException>(() => proxy.Fail("planned"));
            Assert.Equal(("planned", "MyCode", "urn:my"), (fault.Message, fault.Code.Name, fault.Code.Namespace));
            proxy.Notify("n1");
            ((IClientChannel)proxy).Close();
            factory.Close();
        });

        await BothAsync(calls, PlayAsync());

        async Task PlayAsync()
        {
            await server.AcceptAsync();
            byte[] ours = [], theirs = [];
            foreach (var file in Recording.Files(Folder, "*.bin"))
            {
                var recorded = Recording.Read(Folder, file, server.Port, "29002", "29003");
                if (file.Contains("c2s", StringComparison.Ordinal))
                {
                    var sent = await server.ReadAsync(recorded.Length);
                    (ours, theirs) = (MessageIds.InBinary(sent).ToArray(), MessageIds.InBinary(recorded).ToArray());
                    AssertSame(recorded, sent, ours, theirs, file);
                }
                else
                {
                    Substitute(recorded, theirs, ours);
                    await server.WriteAsync(recorded);
                }
            }
        }
    }

    [Fact]
    public async Task Over_net_tcp_our_client_understands_a_service_that_writes_without_dictionaries()
    {
        const string Folder = "net-tcp-dotnet";
        using var server = new ScriptedServer();
        var calls = Task.Run(() =>
        {
            var factory = new ChannelFactory<ICalc>(
                new NetTcpBinding(SecurityMode.None), new EndpointAddress($"net.tcp://127.0.0.1:{server.Port}/calc"));
            var proxy = factory.CreateChannel();
            Assert.Equal(11, proxy.Add(1, 10));
            Assert.Equal(12, proxy.Add(2, 10));
            ((IClientChannel)proxy).Abort();
            factory.Abort();
        });

        await BothAsync(calls, PlayAsync());

        async Task PlayAsync()
        {
            await server.AcceptAsync();
            byte[] preambleAck = [0x0B];
            await ExpectAsync("00-preamble.bin", recorded => recorded);
            await server.WriteAsync(preambleAck);
            await CallAsync("01-c2s-Add.bin", "02-s2c-AddResponse.bin");
            await CallAsync("03-c2s-Add.bin", "04-s2c-AddResponse.bin");
        }

        async Task CallAsync(string request, string answer)
        {
            var sent = await ExpectAsync(request, Sized);
            var recorded = Recording.Read(Folder, request, server.Port, "42035");
            var payload = Recording.Read(Folder, answer, server.Port, "42035");

            // The answer has the identifier as text.
            Substitute(payload, AsText(MessageIds.InBinary(recorded)), AsText(MessageIds.InBinary(sent)));
            await server.WriteAsync(Sized(payload));
        }

        async Task<byte[]> ExpectAsync(string file, Func<byte[], byte[]> frame)
        {
            var recorded = frame(Recording.Read(Folder, file, server.Port, "42035"));
            var sent = await server.ReadAsync(recorded.Length);
            AssertSame(recorded, sent, MessageIds.InBinary(sent), MessageIds.InBinary(recorded), file);
            return sent;
        }
    }

    [Theory]
    [InlineData("http-basic", "33103", "text/xml; charset=utf-8", "\"http://interop.example/calc/ICalc/Add\"")]
    [InlineData("http-addressing", "40957", "application/soap+xml; charset=utf-8", null)]
    public async Task Over_HTTP_our_client_sends_what_WCF_sent_byte_for_byte(string folder, string recordedPort, string contentType, string? soapAction)
    {
        using var server = new ScriptedServer();
        Binding binding = soapAction is null ? new WSHttpBinding(SecurityMode.None) : new BasicHttpBinding();
        var call = Task.Run(() =>
        {
            var factory = new ChannelFactory<ICalc>(binding, new EndpointAddress($"http://127.0.0.1:{server.Port}/calc"));
            var proxy = factory.CreateChannel();
            Assert.Equal(11, proxy.Add(1, 10));
            ((IClientChannel)proxy).Close();
            factory.Close();
        });

        await BothAsync(call, PlayAsync());

        async Task PlayAsync()
        {
            await server.AcceptAsync();
            var (head, body) = await server.ReadRequestAsync();
            Assert.StartsWith("POST /calc HTTP/1.1\r\n", head, StringComparison.Ordinal);
            Assert.Equal(contentType, Header(head, "Content-Type"));
            Assert.Equal(soapAction, Header(head, "SOAPAction"));
            var recorded = Recording.Read(folder, "01-c2s-Add.xml", server.Port, recordedPort);
            var (ours, theirs) = (MessageIds.InText(body).ToArray(), MessageIds.InText(recorded).ToArray());
            AssertSame(recorded, body, ours, theirs, "the body");

            var answer = Recording.Read(folder, "02-s2c-AddResponse.xml", server.Port, recordedPort);
            Substitute(answer, theirs, ours);
            await server.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {answer.Length}\r\n\r\n"));
            await server.WriteAsync(answer);
        }
    }

    // Whichever side fails first tells why; the other would only say that it waited.
    private static async Task BothAsync(Task calls, Task script)
    {
        await await Task.WhenAny(calls, script);
        await Task.WhenAll(calls, script);
    }

    private static string? Header(string head, string name) =>
        head.Split("\r\n").Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 2)..]).SingleOrDefault();

    private static void AssertSame(byte[] recorded, byte[] sent, ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs, string what)
    {
        var expected = (byte[])recorded.Clone();
        Substitute(expected, theirs, ours);
        Recording.AssertSame(expected, sent, what);
    }

    // Without an identifier on both sides there is nothing to put in: a difference shows when the bytes are compared.
    private static void Substitute(byte[] bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (from.Length > 0 && from.Length == to.Length)
        {
            Recording.Replace(bytes, from, to);
        }
    }

    private static byte[] AsText(ReadOnlySpan<byte> guid) => guid.IsEmpty ? [] : Encoding.ASCII.GetBytes("urn:uuid:" + new Guid(guid));

    // [MC-NMF] 2.2.4.3: 0x06, the length in groups of 7 bits, the payload.
    private static byte[] Sized(byte[] payload)
    {
        var record = new List<byte> { 0x06 };
        var length = payload.Length;
        for (; length > 0x7F; length >>= 7)
        {
            record.Add((byte)(length & 0x7F | 0x80));
        }

        record.Add((byte)length);
        record.AddRange(payload);
        return [.. record];
    }
}
