using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Parley.LoadBench;

/// <summary>
/// The cryptography of one call in a secure session and nothing else, by the platform's own methods: what stands beside the calls, with a plain
/// call, as the least that they can cost. Both messages, at both sides: HMAC-SHA1 over what is signed, SHA-1 over the parts, AES-256-CBC over the body
/// and the signature.
/// </summary>
internal static class BareCryptography
{
    // The sizes that a request's parts have in their canonical form.
    private const int SignedInfo = 2_340;
    private const int Signature = 2_770;
    private const int Part = 230;
    private const int Parts = 5;
    private const int Body = 250;

    /// <summary>Measures, on all processors at once, as calls under load are.</summary>
    /// <param name="bytes">The size of the payload.</param>
    /// <returns>Microseconds of processor time for one call, both sides together.</returns>
    public static double Measure(int bytes)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var counts = new long[Environment.ProcessorCount];
            var cpu = Environment.CpuUsage.TotalTime;
            var threads = new Thread[counts.Length];
            for (var i = 0; i < threads.Length; i++)
            {
                var index = i;
                threads[i] = new Thread(() => counts[index] = Run(bytes, TimeSpan.FromMilliseconds(150)));
                threads[i].Start();
            }

            foreach (var thread in threads)
            {
                thread.Join();
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / counts.Sum());
        }

        // A call has a request and a reply.
        return 2 * best;
    }

    private static long Run(int bytes, TimeSpan time)
    {
        var key = RandomNumberGenerator.GetBytes(24);
        using var aes = Aes.Create();
        aes.SetKey(RandomNumberGenerator.GetBytes(32));
        var body = new byte[Base64.GetMaxEncodedToUtf8Length(bytes) + Body];
        var part = new byte[Part];
        var signedInfo = new byte[SignedInfo];
        var signature = new byte[Signature];
        var cipher = new byte[Math.Max(body.Length, signature.Length) + 32];
        var plain = new byte[cipher.Length];
        var vector = new byte[16];
        var digest = new byte[SHA1.HashSizeInBytes];
        var count = 0L;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time; count++)
        {
            Digest();
            Transfer(signature);
            Transfer(body);
            Digest();
        }

        return count;

        void Digest()
        {
            SHA1.HashData(body, digest);
            for (var i = 0; i < Parts; i++)
            {
                SHA1.HashData(part, digest);
            }

            HMACSHA1.HashData(key, signedInfo, digest);
        }

        void Transfer(byte[] content)
        {
            RandomNumberGenerator.Fill(vector);
            var length = aes.EncryptCbc(content, vector, cipher, PaddingMode.PKCS7);
            aes.DecryptCbc(cipher.AsSpan(0, length), vector, plain, PaddingMode.None);
        }
    }

    /// <summary>Microseconds of one operation with a private RSA key of 2048 bits.</summary>
    public static double MeasurePrivateKey()
    {
        using var rsa = RSA.Create(2048);
        var cipher = rsa.Encrypt(new byte[32], RSAEncryptionPadding.OaepSHA1);
        var best = double.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < 20; i++)
            {
                rsa.Decrypt(cipher, RSAEncryptionPadding.OaepSHA1);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMicroseconds / 20);
        }

        return best;
    }
}
