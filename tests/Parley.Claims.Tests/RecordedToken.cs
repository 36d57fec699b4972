using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Claims.Tests;

/// <summary>A session token that .NET Framework wrote, in all its stages (Data/README.md).</summary>
internal sealed class RecordedToken
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Data", "netfx");

    private readonly Dictionary<string, byte[]> _files = [];

    private RecordedToken(string name)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(s_folder, name + ".zip"));
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            _files.Add(entry.Name, bytes.ToArray());
        }
    }

    /// <summary>The names of all recordings.</summary>
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(s_folder, "*.zip").Select(static file => Path.GetFileNameWithoutExtension(file)).Order()];

    /// <summary>The key of the RSA transforms.</summary>
    public static RSA Key
    {
        get
        {
            var key = RSA.Create();
            key.ImportFromPem(File.ReadAllText(Path.Combine(s_folder, "rsa-key.pem")));
            return key;
        }
    }

    /// <summary>The binary XML.</summary>
    public byte[] BinaryXml => _files["1-sessiontoken.binxml.bin"];

    public static RecordedToken Load(string name) => new(name);

    public byte[] Bytes(string file) => _files[file];

    public string Text(string file) => Encoding.UTF8.GetString(_files[file]).TrimStart('\uFEFF');
}
