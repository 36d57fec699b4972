using System.IO.Compression;
using System.Text;

namespace Parley.Security.Tests;

/// <summary>A conversation of .NET Framework's or Mono's WCF with its keys and the bytes that it digested; see Data/README.md.</summary>
internal sealed class Recording
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data");
    private static readonly string Folder = Path.Combine(Data, "netfx");

    private Recording(string name) => Name = name;

    public string Name { get; }

    /// <summary>What went over HTTP, by file name, in order.</summary>
    public SortedDictionary<string, byte[]> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>The messages whose encrypted parts an independent program has decrypted, by the message's file name.</summary>
    public Dictionary<string, byte[]> Decrypted { get; } = [];

    /// <summary>Canonical forms by the base64url text of their digest, or of the signature over them.</summary>
    public Dictionary<string, byte[]> CanonicalForms { get; } = [];

    public List<Secret> Secrets { get; } = [];

    /// <summary>All conversations.</summary>
    public static TheoryData<string> All => new(Names());

    /// <summary>The conversations over HTTP, whose messages are text.</summary>
    public static TheoryData<string> OverHttp => new(HttpNames());

    public static IEnumerable<string> HttpNames() => Names().Where(name => !name.StartsWith("nettcp", StringComparison.Ordinal));

    public static string CertificateFile(string name) => Path.Combine(Folder, "certs", name);

    public static Recording Load(string name, string sender = "netfx")
    {
        var recording = new Recording(name);
        using var zip = ZipFile.OpenRead(Path.Combine(Data, sender, name + ".zip"));
        foreach (var entry in zip.Entries)
        {
            var bytes = ReadAll(entry);
            if (entry.FullName.StartsWith("c14n/", StringComparison.Ordinal))
            {
                recording.CanonicalForms.Add(Path.GetFileNameWithoutExtension(entry.Name), bytes);
            }
            else if (entry.Name == "secrets.tsv")
            {
                recording.Secrets.AddRange(Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Secret.Parse));
            }
            else if (entry.Name.EndsWith(".decrypted.xml", StringComparison.Ordinal))
            {
                recording.Decrypted.Add(entry.Name.Replace(".decrypted", "", StringComparison.Ordinal), bytes);
            }
            else if (entry.Name.EndsWith(".xml", StringComparison.Ordinal) && bytes.AsSpan().Trim(" \r\n"u8).Length > 0)
            {
                recording.Messages.Add(entry.Name, bytes);
            }
        }

        return recording;
    }

    /// <summary>The name under which the recording keeps a form.</summary>
    public static string NameOf(ReadOnlySpan<byte> digest) => System.Buffers.Text.Base64Url.EncodeToString(digest);

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder, "*.zip").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A line of secrets.tsv.</summary>
    internal sealed record Secret(string Kind, string Id, byte[] Key, string Info)
    {
        public static Secret Parse(string line)
        {
            var fields = line.TrimEnd('\r').Split('\t');
            return new Secret(fields[0], fields[1], Convert.FromBase64String(fields[2]), fields.Length > 3 ? fields[3] : "");
        }

        /// <summary>A value of the fourth column.</summary>
        public string? Find(string name) =>
            Info.Split(' ').FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
    }
}
