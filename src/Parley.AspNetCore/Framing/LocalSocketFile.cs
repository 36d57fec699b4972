using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>The file of a local socket at the service.</summary>
internal static class LocalSocketFile
{
    private const int NoSuchDeviceOrAddress = 6;

    /// <summary>Makes the way free: removes a socket that nobody listens at any more.</summary>
    /// <exception cref="AddressAlreadyInUseException">Somebody listens there, or the file is no socket.</exception>
    public static async ValueTask PrepareAsync(string path, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
        {
            throw new CommunicationException(
                $"Cannot listen at the socket '{path}': its folder does not exist. Create it, or choose another path.");
        }

        if (!File.Exists(path))
        {
            return;
        }

        if (!IsSocket(path))
        {
            throw new AddressAlreadyInUseException(
                $"Cannot listen at the socket '{path}': there is a file of that name which is no socket. Remove it, or choose another path.");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw new AddressAlreadyInUseException($"Cannot listen at the socket '{path}': another program listens there already.");
    }

    /// <summary>What tells a socket from another one that takes its path later.</summary>
    public static (DateTime Made, DateTime Written) Mark(string path) => (File.GetCreationTimeUtc(path), File.GetLastWriteTimeUtc(path));

    /// <summary>Removes the socket of a listener that closes; another one that has taken its path stays.</summary>
    /// <param name="path">The path.</param>
    /// <param name="mark">The <see cref="Mark"/> of the listener's own socket.</param>
    public static void Remove(string path, (DateTime Made, DateTime Written) mark)
    {
        try
        {
            if (Mark(path) == mark)
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is of no more use to anybody, and the next listener removes it.
        }
    }

    // Opening a socket as a file fails in a way of its own; Windows has no name for it, and deletes only what is a socket there.
    private static bool IsSocket(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;
        }

        try
        {
            // Opened for writing too, because a pipe that is opened for reading alone waits for a writer.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (IOException exception)
        {
            return exception.HResult == NoSuchDeviceOrAddress || exception.InnerException?.HResult == NoSuchDeviceOrAddress;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
