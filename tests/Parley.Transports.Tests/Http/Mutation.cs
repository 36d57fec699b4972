namespace Parley.Transports.Tests.Http;

/// <summary>Changes a few bytes of a message: one of them, a run left out, a run twice, the end cut off.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original;
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 1; i--)
        {
            var at = random.Next(bytes.Length);
            var run = Math.Min(random.Next(1, 20), bytes.Length - at);
            bytes = random.Next(5) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[(at + run)..]],
                2 => [.. bytes[..at], .. bytes[at..(at + run)], .. bytes[at..]],
                3 => bytes[..at],
                _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
            };
        }

        return bytes;
    }
}
