using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class RecordedBinaryTests
{
    public static TheoryData<string, string> Directions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var folder in Directory.EnumerateDirectories(Recordings.Root, "*nettcp*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                foreach (var way in new[] { "c2s", "s2c" })
                {
                    data.Add(Path.GetRelativePath(Recordings.Root, folder), way);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Messages_of_ours_with_the_values_of_a_recorded_connection_have_its_bytes(string folder, string way)
    {
        var factory = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory();
        var reading = factory.CreateSessionEncoder();
        var writing = factory.CreateSessionEncoder();
        var rereading = factory.CreateSessionEncoder();
        var manager = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var files = Directory.EnumerateFiles(Path.Combine(Recordings.Root, folder), $"*{way}*.bin").Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            using var recorded = reading.ReadMessage(Rent(bytes, manager), manager);
            var wsrm = folder.Contains("rm11", StringComparison.Ordinal) ? Wsrm.Version11 : Wsrm.February2005;
            using var ours = Rewriting.Rewrite(recorded, wsrm);

            var written = writing.WriteMessage(ours, 1 << 16, manager).ToArray();

            var isWcf = !folder.StartsWith("dotnet-client", StringComparison.Ordinal) || way == "c2s";
            if (isWcf)
            {
                Assert.True(
                    bytes.AsSpan().SequenceEqual(written),
                    $"{file}\n{Convert.ToHexString(bytes)}\n{Convert.ToHexString(written)}");
            }

            using var again = rereading.ReadMessage(Rent(written, manager), manager);
            Assert.Equal(RmHeaders.Read(recorded, wsrm).Sequence, RmHeaders.Read(again, wsrm).Sequence! is { } sequence ? sequence : null);
        }
    }

    private static ArraySegment<byte> Rent(byte[] bytes, BufferManager manager)
    {
        var buffer = manager.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        return new ArraySegment<byte>(buffer, 0, bytes.Length);
    }
}
