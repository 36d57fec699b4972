using System.Security.Cryptography;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Protects the state of tokens from change, and shows the test what is in it.</summary>
internal sealed class OpenStateEncoder : SecurityStateEncoder
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The states of all tokens, in clear.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<byte[]> States { get; } = [];

    protected internal override byte[] DecodeSecurityState(byte[] data)
    {
        using var cipher = new AesGcm(_key, 16);
        var plain = new byte[data.Length - 28];
        cipher.Decrypt(data.AsSpan(0, 12), data.AsSpan(28), data.AsSpan(12, 16), plain);
        return plain;
    }

    protected internal override byte[] EncodeSecurityState(byte[] data)
    {
        States.Enqueue([.. data]);
        using var cipher = new AesGcm(_key, 16);
        var result = new byte[data.Length + 28];
        RandomNumberGenerator.Fill(result.AsSpan(0, 12));
        cipher.Encrypt(result.AsSpan(0, 12), data, result.AsSpan(28), result.AsSpan(12, 16));
        return result;
    }
}
