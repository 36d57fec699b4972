using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

/// <summary>A peer that says exactly what the test tells it to.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    public static readonly byte[] Acknowledgement = [0x0B];

    public static async Task<RawPeer> ConnectAsync(Uri uri)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, uri.Port)).WaitAsync(FramingHost.Guard);
        return new RawPeer(socket);
    }

    /// <summary>The preamble of a session, with its end.</summary>
    public static byte[] Preamble(Uri via, byte encoding = 8, FramingMode mode = FramingMode.Duplex)
    {
        var bytes = Encoding.UTF8.GetBytes(via.AbsoluteUri);
        return [0, 1, 0, 1, (byte)mode, 2, (byte)bytes.Length, .. bytes, 3, encoding, 0x0C];
    }

    public Task SendAsync(params byte[] bytes) => socket.SendAsync(bytes, SocketFlags.None).WaitAsync(FramingHost.Guard);

    public Task SendHexAsync(string hex) => SendAsync(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal)));

    /// <summary>Reads so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var buffer = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None).AsTask().WaitAsync(FramingHost.Guard);
            Assert.True(read > 0, $"The other side closed the connection after {filled} of {count} bytes.");
            filled += read;
        }

        return buffer;
    }

    /// <summary>Reads until the other side closes, orderly or not.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer, SocketFlags.None).WaitAsync(FramingHost.Guard);
                if (read == 0)
                {
                    return all.ToArray();
                }

                all.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            return all.ToArray();
        }
    }

    /// <summary>Reads what the other side says last; then it is the first to hang up.</summary>
    public async Task<byte[]> ReadToEndAfterFaultAsync()
    {
        var header = await ReadAsync(2);
        Assert.Equal(0x08, header[0]);
        var fault = await ReadAsync(header[1]);
        EndSending();
        Assert.Empty(await ReadToEndAsync());
        return fault;
    }

    /// <summary>Reads one envelope of a session.</summary>
    public async Task<byte[]> ReadEnvelopeAsync()
    {
        Assert.Equal(0x06, (await ReadAsync(1))[0]);
        var size = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = (await ReadAsync(1))[0];
            size |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return await ReadAsync(size);
            }
        }
    }

    /// <summary>Closes what is sent, and goes on reading.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection by a reset.</summary>
    public void Reset() => socket.Close(0);

    public void Dispose() => socket.Dispose();
}
