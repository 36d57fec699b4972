using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Parley.FaultProxy;

/// <summary>One connection through a <see cref="TcpFaultProxy"/>: both directions, record by record.</summary>
internal sealed class ProxiedConnection(TcpFaultProxy proxy, Socket client) : IDisposable
{
    private static long s_last;

    private readonly long _number = Interlocked.Increment(ref s_last);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FramingRecords _fromClient = new();
    private readonly FramingRecords _fromService = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Socket _service = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public Task Ended => _ended.Task;

    public void Start() => _ = RunAsync();

    public void Cut()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }

        client.Close(0);
        _service.Close(0);
    }

    public void Dispose()
    {
        client.Dispose();
        _service.Dispose();
        _cut.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            await _service.ConnectAsync(proxy.TargetEndPoint, _cut.Token).ConfigureAwait(false);
            await Task.WhenAll(
                ServeAsync(NetworkDirection.ToService, client, _service, _fromClient),
                ServeAsync(NetworkDirection.ToClient, _service, client, _fromService)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone, or the connection was cut.
        }
        finally
        {
            Cut();
            proxy.Forget(this);
            Dispose();
            _ended.SetResult();
        }
    }

    private async Task ServeAsync(NetworkDirection direction, Socket from, Socket to, FramingRecords records)
    {
        var output = new DelayedOutput(to, proxy.Delay);
        var sending = output.RunAsync(_cut.Token);
        try
        {
            await ReadAsync(direction, from, records, output).ConfigureAwait(false);
            output.Complete();
            await sending.ConfigureAwait(false);
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            Cut();
            throw;
        }
    }

    private async Task ReadAsync(NetworkDirection direction, Socket from, FramingRecords records, DelayedOutput output)
    {
        var input = PipeReader.Create(new NetworkStream(from, ownsSocket: false));
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(_cut.Token).ConfigureAwait(false);
                var bytes = result.Buffer;
                while (!records.IsOpaque && records.TryTake(ref bytes, out var record, out var envelope))
                {
                    await ForwardAsync(direction, record.ToArray(), envelope?.ToArray(), output).ConfigureAwait(false);
                    if (_fromService.IsOpaque)
                    {
                        _fromClient.BecomeOpaque();
                    }
                }

                if (records.IsOpaque && !bytes.IsEmpty)
                {
                    output.Send(bytes.ToArray());
                    bytes = bytes.Slice(bytes.End);
                }

                input.AdvanceTo(bytes.Start, bytes.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ForwardAsync(NetworkDirection direction, byte[] record, byte[]? envelope, DelayedOutput output)
    {
        var fault = envelope is null ? Fault.None : proxy.Decide(direction, envelope, _number);
        if (fault != Fault.Cut && envelope is { Length: > 0 } && envelope[0] != 0 && envelope[0] != (byte)'<')
        {
            // The first byte of a binary session's message is the size of its new strings: the later messages need them.
            fault = Fault.None;
        }

        proxy.Count(fault);
        switch (fault)
        {
            case Fault.Lose or Fault.Swallow:
                return;
            case Fault.Cut:
                output.CompleteWith(record[..(record.Length / 2)]);
                await output.Sent.ConfigureAwait(false);
                throw new IOException("The proxy cuts this connection.");
            case Fault.Hold:
                output.Hold(record);
                _ = ReleaseLaterAsync(output, record);
                return;
            case Fault.Double:
                output.Send(record);
                break;
        }

        output.Send(record);
        output.ReleaseHeld(null);
    }

    private async Task ReleaseLaterAsync(DelayedOutput output, byte[] record)
    {
        try
        {
            await Task.Delay(proxy.HoldTime, _cut.Token).ConfigureAwait(false);
            output.ReleaseHeld(record);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The connection has ended, and the held message with it.
        }
    }
}
