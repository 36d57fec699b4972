using System.Net;
using System.Net.Sockets;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

/// <summary>A connection at the service: how it ends, and what its client still gets.</summary>
public class AcceptedSocketTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_an_abort_and_what_was_written_still_arrives()
    {
        var (client, service) = await ConnectAsync();
        using var _ = client;
        var reading = service.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();
        await service.WriteAsync("last words"u8.ToArray(), TestContext.Current.CancellationToken);
        service.Abort();

        Assert.Equal(0, await reading.WaitAsync(_guard, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(async () => await service.WriteAsync(new byte[1], TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(async () => await service.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        await service.CloseAsync();
        Assert.Equal("last words", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_writer_whose_client_takes_nothing_is_freed_by_an_abort()
    {
        var (client, service) = await ConnectAsync();
        using var _ = client;
        var writing = service.WriteAsync(new byte[64 << 20], TestContext.Current.CancellationToken).AsTask();
        Assert.False(writing.IsCompleted);
        service.Abort();

        await Assert.ThrowsAnyAsync<Exception>(() => writing.WaitAsync(_guard, TestContext.Current.CancellationToken));
        Assert.True(writing.IsFaulted);
        await service.CloseAsync();
    }

    [Fact]
    public async Task A_writer_whose_client_takes_nothing_is_freed_by_a_kill()
    {
        var (client, service) = await ConnectAsync();
        using var _ = client;
        var writing = service.WriteAsync(new byte[64 << 20], TestContext.Current.CancellationToken).AsTask();
        service.Kill();

        await Assert.ThrowsAnyAsync<Exception>(() => writing.WaitAsync(_guard, TestContext.Current.CancellationToken));
        Assert.True(writing.IsFaulted);
    }

    [Fact]
    public async Task A_client_that_said_more_than_was_read_still_gets_what_was_sent_to_it()
    {
        var (client, service) = await ConnectAsync();
        using var _ = client;
        await client.SendAsync(new byte[60_000], TestContext.Current.CancellationToken);
        await service.ReadAsync(new byte[10], TestContext.Current.CancellationToken);
        await service.WriteAsync("a fault"u8.ToArray(), TestContext.Current.CancellationToken);
        await service.CloseAsync();

        Assert.Equal("a fault", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_close_does_not_wait_for_a_reader_that_takes_the_last_bytes()
    {
        for (var round = 0; round < 20; round++)
        {
            var (client, service) = await ConnectAsync();
            using var _ = client;
            var reading = service.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();
            var closing = Task.Run(
                () =>
                {
                    // What has come, and the reader who waits for it has not been told yet.
                    client.Send("x"u8);
                    return service.CloseAsync().AsTask();
                },
                TestContext.Current.CancellationToken);

            await closing.WaitAsync(_guard, TestContext.Current.CancellationToken);
            await Task.WhenAny(reading).WaitAsync(_guard, TestContext.Current.CancellationToken);
            Assert.Equal(string.Empty, await ReadToEndAsync(client));
        }
    }

    private static async Task<(Socket Client, FramingConnection Service)> ConnectAsync()
    {
        await using var source = SocketSource.Bind(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1);
        var accepting = source.AcceptAsync();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(source.EndPoint, TestContext.Current.CancellationToken);
        return (client, (await accepting)!);
    }

    private static async Task<string> ReadToEndAsync(Socket client)
    {
        using var reader = new StreamReader(new NetworkStream(client));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(_guard, TestContext.Current.CancellationToken);
    }
}
