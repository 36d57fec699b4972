using System.IO.Pipelines;
using Parley.Channels;
using Parley.FunctionalTests.Framing;

namespace Parley.FunctionalTests.Http;

public sealed class HttpBodyStreamTests
{
    [Fact]
    public async Task A_synchronous_read_of_a_body_that_does_not_come_ends_with_the_receive_timeout()
    {
        var time = new ManualTime();
        var body = new Pipe();
        var stream = new HttpBodyStream(
            body.Reader.AsStream(), null, new HttpQuota(1000, "MaxReceivedMessageSize"), "the request", TimeSpan.FromSeconds(7), time);
        var reading = Task.Factory.StartNew(
            () => stream.Read(new byte[10], 0, 10), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await FramingHost.UntilAsync(() => time.ActiveTimers == 1, "the clock to run");

        time.Advance(TimeSpan.FromSeconds(7));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(FramingHost.Guard));
        Assert.Contains("ReceiveTimeout", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synchronous_reads_give_the_bytes_that_came()
    {
        var body = new Pipe();
        await body.Writer.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        await body.Writer.CompleteAsync();
        using var stream = new HttpBodyStream(
            body.Reader.AsStream(), null, new HttpQuota(1000, "MaxReceivedMessageSize"), "the request", TimeSpan.FromSeconds(7), TimeProvider.System);
        Span<byte> buffer = stackalloc byte[10];

        Assert.Equal(5, stream.Read(buffer));
        Assert.True(buffer[..5].SequenceEqual("hello"u8));
        Assert.Equal(0, stream.Read(buffer));
    }
}
