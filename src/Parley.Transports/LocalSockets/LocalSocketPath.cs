using System.Security.Cryptography;
using System.Text;

namespace Parley.Channels.Framing;

/// <summary>The file of a local socket, by the address of its endpoint.</summary>
internal static class LocalSocketPath
{
    /// <summary>The longest path of a socket, in bytes: what the operating system's address has room for, less its terminator.</summary>
    public const int MaxBytes = 107;

    private static string RootRuntimeFolder => OperatingSystem.IsLinux() ? "/run" : "/var/run";

    /// <summary>The path for an address of net.uds or net.pipe.</summary>
    /// <exception cref="ArgumentException">The path is too long, or there is none.</exception>
    public static string Get(Uri address) => address.Scheme == "net.pipe" ? GetPipePath(NormalizePipe(address)) : GetSocketPath(address);

    /// <summary>
    /// The path that a client dials: for net.pipe that of the endpoint whose address is the longest beginning of the client's.
    /// </summary>
    public static string GetForClient(Uri via)
    {
        var exact = Get(via);
        if (via.Scheme != "net.pipe" || File.Exists(exact))
        {
            return exact;
        }

        var path = NormalizePipe(via);
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var shorter = GetPipePath(path[..slash]);
            if (File.Exists(shorter))
            {
                return shorter;
            }
        }

        return exact;
    }

    /// <summary>Creates the folder of the user's own for net.pipe, and refuses one that others could have prepared.</summary>
    /// <exception cref="CommunicationException">The folder belongs to somebody else, or others may enter it.</exception>
    public static void EnsurePipeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = GetPipeFolder();
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        CheckPipeFolder(folder);
    }

    /// <summary>Refuses a folder of net.pipe that others could have prepared. One that does not exist is nobody's trap.</summary>
    /// <exception cref="CommunicationException">The folder is a link, or others may enter it.</exception>
    public static void CheckPipeFolder()
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(GetPipeFolder()))
        {
            CheckPipeFolder(GetPipeFolder());
        }
    }

    private static void CheckPipeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var info = new DirectoryInfo(folder);
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (info.LinkTarget is null && (info.UnixFileMode & ~Own) == 0 && IsOwn(folder))
        {
            return;
        }

        throw new CommunicationException(
            $"The folder '{folder}' for net.pipe sockets is a link, belongs to somebody else, or may be entered by others. Remove it, or set XDG_RUNTIME_DIR to a folder of the user's own.");
    }

    private static bool IsOwn(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            // Only the owner may set the mode, so setting what is there already tells whose the folder is.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string GetSocketPath(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        if (path.Length < 2)
        {
            throw new ArgumentException($"The address '{address}' has no path. The path of a net.uds address is the file of its socket.");
        }

        // On Windows the path of net.uds:///C:/folder/file begins at the drive.
        if (OperatingSystem.IsWindows() && path.Length > 2 && path[2] == ':')
        {
            path = path[1..];
        }

        var length = Encoding.UTF8.GetByteCount(path);
        return length <= MaxBytes
            ? path
            : throw new ArgumentException(
                $"The path of the address '{address}' has {length} bytes; the file of a socket may have {MaxBytes} at most. Choose a shorter one.");
    }

    // Host names do not matter on one machine, and WCF ignores case.
    private static string NormalizePipe(Uri address) => Uri.UnescapeDataString(address.AbsolutePath).Trim('/').ToUpperInvariant();

    private static string GetPipePath(string path)
    {
        var folder = GetPipeFolder();
        var plain = Path.Join(folder, "P-" + Escape(path));
        if (Encoding.UTF8.GetByteCount(plain) <= MaxBytes)
        {
            return plain;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32];
        return Path.Join(folder, "H-" + hash);
    }

    private static string GetPipeFolder()
    {
        // Root may set the mode of everybody's folders, so that nothing would tell whether somebody else has prepared this one: it lies
        // where only root can make one.
        if (Environment.IsPrivilegedProcess && Directory.Exists(RootRuntimeFolder))
        {
            return Path.Join(RootRuntimeFolder, "parley");
        }

        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (!string.IsNullOrEmpty(runtime) && Encoding.UTF8.GetByteCount(runtime) <= 50 && Directory.Exists(runtime))
        {
            return Path.Join(runtime, "parley");
        }

        return Path.Join("/tmp", "parley-" + Escape(Environment.UserName));
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            {
                escaped.Append(letter);
            }
            else
            {
                escaped.Append('.').Append(((int)letter).ToString("X", System.Globalization.CultureInfo.InvariantCulture)).Append('.');
            }
        }

        return escaped.ToString();
    }
}
