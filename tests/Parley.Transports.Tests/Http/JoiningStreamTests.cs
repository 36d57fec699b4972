using System.Text;
using Parley.Channels;

namespace Parley.Transports.Tests.Http;

/// <summary>How a request's head and body come to its connection.</summary>
public sealed class JoiningStreamTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(3000)]
    [InlineData(4200)]
    [InlineData(6000)]
    [InlineData(12_000)]
    [InlineData(28_000)]
    public async Task A_request_goes_out_in_one_piece(int size)
    {
        Assert.Equal(1, await CountWritesOfPostAsync(size));
    }

    [Theory]
    [InlineData(3800)]
    [InlineData(4000)]
    [InlineData(4096)]
    [InlineData(32_768)]
    [InlineData(200_000)]
    public async Task A_request_of_any_size_arrives_whole(int size)
    {
        Assert.InRange(await CountWritesOfPostAsync(size), 1, 2);
    }

    [Fact]
    public async Task A_write_with_less_than_the_body_goes_out_with_the_next()
    {
        var connection = new Recorder();
        await using var stream = new JoiningStream(connection);
        await JoiningStream.WriteBodyAsync(new Stack(stream, "head+bo"), "body"u8.ToArray().AsMemory(), default);
        Assert.Equal(["head+bo"], connection.Writes);

        await JoiningStream.WriteBodyAsync(new Stack(stream, "hea"), "body"u8.ToArray().AsMemory(), default);
        Assert.Equal(["head+bo"], connection.Writes);
        await stream.WriteAsync("d+body"u8.ToArray());
        Assert.Equal(["head+bo", "head+body"], connection.Writes);
    }

    [Fact]
    public async Task A_body_that_comes_in_small_pieces_leaves_none_behind()
    {
        var connection = new Recorder();
        await using var stream = new JoiningStream(connection);
        await JoiningStream.WriteBodyAsync(new Stack(stream, "h", "b", "o", "d", "y"), "body"u8.ToArray().AsMemory(), default);
        Assert.Equal("hbody", string.Concat(connection.Writes));
    }

    [Fact]
    public async Task Two_pieces_too_large_to_join_go_out_one_after_the_other()
    {
        var connection = new Recorder();
        await using var stream = new JoiningStream(connection);
        var large = new string('x', 40_000);
        await JoiningStream.WriteBodyAsync(new Stack(stream, "head", large), new byte[20_000], default);
        Assert.Equal(["head", large], connection.Writes);
    }

    [Fact]
    public async Task What_nobody_has_announced_goes_out_at_once()
    {
        var connection = new Recorder();
        await using var stream = new JoiningStream(connection);
        await stream.WriteAsync("one"u8.ToArray());
        Assert.Equal(["one"], connection.Writes);
    }

    private static async Task<int> CountWritesOfPostAsync(int size)
    {
        await using var server = new ScriptedHttpServer(ScriptedHttpServer.Response(202, null, string.Empty));
        Recorder? connection = null;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            PlaintextStreamFilter = (context, _) => new(new JoiningStream(connection = new Recorder(context.PlaintextStream))),
        });
        var buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var body = new string('a', size - 1) + "z";
        for (var i = 0; i < 2; i++)
        {
            var bytes = buffers.TakeBuffer(size);
            Encoding.ASCII.GetBytes(body, bytes);
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Uri) { Content = new EncodedMessageContent(new(bytes, 0, size), buffers) };
            using var response = await invoker.SendAsync(request, HttpClientSide.Guard);
        }

        Assert.All(server.Requests, request => Assert.Equal(body, request.Body));
        Assert.Equal(1, server.Connections);
        return connection!.Writes.Count / 2;
    }

    /// <summary>Stands for the HTTP stack between a body and its connection: it writes what it likes, when it is given the body.</summary>
    private sealed class Stack(Stream connection, params string[] writes) : Recorder
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            foreach (var write in writes)
            {
                await connection.WriteAsync(Encoding.ASCII.GetBytes(write), cancellationToken);
            }
        }
    }

    private class Recorder(Stream? connection = null) : MemoryStream
    {
        public List<string> Writes { get; } = [];

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(Encoding.ASCII.GetString(buffer.Span));
            if (connection is not null)
            {
                await connection.WriteAsync(buffer, cancellationToken);
            }
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            connection!.ReadAsync(buffer, cancellationToken);
    }
}
