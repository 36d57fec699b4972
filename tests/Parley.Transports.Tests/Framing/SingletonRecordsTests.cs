using System.Net;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class SingletonRecordsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task What_is_written_in_chunks_is_read_back(int piece)
    {
        var connection = new MemoryConnection();
        var buffers = BufferManager.CreateBufferManager(0, 0);
        var text = Enumerable.Range(0, 5000).Select(i => (byte)i).ToArray();
        await using (var stream = new ChunkWriteStream(connection, buffers, 700))
        {
            for (var i = 0; i < text.Length; i += 123)
            {
                await stream.WriteAsync(text.AsMemory(i, Math.Min(123, text.Length - i)), TestContext.Current.CancellationToken);
            }

            await stream.FinishAsync(TestContext.Current.CancellationToken);
        }

        var (content, events) = Read(connection.Written.ToArray(), piece);
        Assert.Equal(text, content);
        Assert.Equal("EnvelopeStart EnvelopeEnd End", events);
    }

    [Fact]
    public async Task An_empty_envelope_has_a_beginning_and_an_end()
    {
        var connection = new MemoryConnection();
        await using var stream = new ChunkWriteStream(connection, BufferManager.CreateBufferManager(0, 0), 100);
        await stream.FinishAsync(TestContext.Current.CancellationToken);

        Assert.Equal("050007", Convert.ToHexString(connection.Written.ToArray()));
    }

    [Fact]
    public void End_alone_says_that_there_is_no_reply() => Assert.Equal("End", Read([0x07], 1).Events);

    [Theory]
    [InlineData("06")]
    [InlineData("0B")]
    [InlineData("05FFFFFFFF08")]
    [InlineData("0502616200" + "05")]
    public void What_has_no_place_in_a_streamed_exchange_is_refused(string hex) =>
        Assert.EndsWith("Violated", Read(Convert.FromHexString(hex), 100).Events, StringComparison.Ordinal);

    [Fact]
    public void A_fault_may_come_before_an_envelope_and_after_it()
    {
        var fault = RecordWriter.CreateFault(FramingFaults.ServerTooBusy);

        Assert.Equal("Faulted", Read(fault, 3).Events);
        Assert.Equal("EnvelopeStart EnvelopeEnd Faulted", Read([0x05, 0x01, 0x61, 0x00, .. fault], 3).Events);
    }

    [Fact]
    public void Random_bytes_are_taken_or_refused_and_nothing_else()
    {
        var random = new Random(8);
        var bytes = new byte[40];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(4 + random.Next(5));
            Read(bytes, 1 + random.Next(10));
        }
    }

    private static (byte[] Content, string Events) Read(byte[] bytes, int piece)
    {
        List<byte> content = [];
        List<string> events = [];
        var records = new SingletonRecords();
        var start = 0;
        var end = Math.Min(piece, bytes.Length);
        while (true)
        {
            var happened = records.Feed(bytes.AsSpan(start, end - start), out var consumed);
            start += consumed;
            switch (happened)
            {
                case SingletonRecordEvent.Chunk when start < end:
                    var take = Math.Min(end - start, records.ChunkLeft);
                    content.AddRange(bytes.AsSpan(start, take));
                    start += take;
                    records.TakeChunk(take);
                    break;
                case SingletonRecordEvent.NeedMore or SingletonRecordEvent.Chunk:
                    if (end == bytes.Length)
                    {
                        return ([.. content], string.Join(' ', events));
                    }

                    end = Math.Min(end + piece, bytes.Length);
                    break;
                default:
                    events.Add(happened.ToString());
                    if (happened is SingletonRecordEvent.End or SingletonRecordEvent.Faulted or SingletonRecordEvent.Violated)
                    {
                        return ([.. content], string.Join(' ', events));
                    }

                    break;
            }
        }
    }

    private sealed class MemoryConnection : FramingConnection
    {
        public MemoryStream Written { get; } = new();

        public override EndPoint? LocalEndPoint => null;

        public override EndPoint? RemoteEndPoint => null;

        public override bool WaitsWithoutBuffer => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => new(0);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            Written.WriteAsync(buffer, cancellationToken);

        public override ValueTask CloseAsync() => default;

        public override void Abort()
        {
        }
    }
}
