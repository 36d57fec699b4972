using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

/// <summary>A connection of a transport of Kestrel, such as named pipes on Windows; here over pipes in memory.</summary>
public class KestrelConnectionTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Bytes_go_both_ways_and_a_wait_without_a_buffer_takes_nothing()
    {
        var (peer, connection) = Create();
        var waiting = connection.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        await peer.Output.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await waiting.WaitAsync(_guard, TestContext.Current.CancellationToken));
        var buffer = new byte[3];
        Assert.Equal(3, await connection.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal("hel"u8, buffer);
        Assert.Equal(2, await connection.ReadAsync(buffer, TestContext.Current.CancellationToken));

        await connection.WriteAsync("back"u8.ToArray(), TestContext.Current.CancellationToken);
        var read = await peer.Input.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, read.Buffer.Length);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task The_end_of_the_other_side_reads_as_no_bytes()
    {
        var (peer, connection) = Create();
        await peer.Output.CompleteAsync();

        Assert.Equal(0, await connection.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_abort_wakes_whoever_reads()
    {
        var (_, connection) = Create();
        var reading = connection.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        connection.Abort();

        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(_guard, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(async () => await connection.WriteAsync(new byte[1], TestContext.Current.CancellationToken));
        await connection.CloseAsync();
    }

    private static (IDuplexPipe Peer, KestrelConnection Connection) Create()
    {
        var inward = new Pipe();
        var outward = new Pipe();
        var context = new DefaultConnectionContext("1", new Ends(inward.Reader, outward.Writer), new Ends(outward.Reader, inward.Writer));
        return (context.Application!, new KestrelConnection(context));
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
