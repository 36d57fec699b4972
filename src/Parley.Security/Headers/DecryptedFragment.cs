using System.Xml;

namespace Parley.Security;

/// <summary>
/// Decrypted XML. It stands in a wrapper that declares what was in scope around the cipher text, so that its prefixes mean what they
/// meant to the sender.
/// </summary>
internal sealed class DecryptedFragment : IDisposable
{
    private readonly PooledBytes _bytes;

    private DecryptedFragment(PooledBytes bytes, int start, int length)
    {
        _bytes = bytes;
        ContentStart = start;
        ContentLength = length;
    }

    /// <summary>Where the decrypted bytes begin.</summary>
    public int ContentStart { get; }

    /// <summary>How many decrypted bytes there are.</summary>
    public int ContentLength { get; }

    /// <summary>The decrypted bytes.</summary>
    public ReadOnlySpan<byte> Content => _bytes.Span.Slice(ContentStart, ContentLength);

    /// <summary>Decrypts cipher text. Content that cannot be right is kept as it is: it fails where it is read.</summary>
    /// <returns>The fragment; null when there is nothing to go on with.</returns>
    public static DecryptedFragment? Decrypt(EncryptionAlgorithm algorithm, SecretKey key, ReadOnlySpan<byte> encrypted, NamespaceStack scope, out bool right)
    {
        var bytes = new PooledBytes(encrypted.Length + 1024);
        bytes.Append("<fragment"u8);
        for (var i = 0; i < scope.Count; i++)
        {
            var (prefix, namespaceUri) = scope[i];
            if (scope.Find(prefix, i + 1) is null && (prefix.Length == 0 || namespaceUri.Length > 0))
            {
                CanonicalText.AppendDeclaration(bytes, prefix, namespaceUri);
            }
        }

        bytes.Append((byte)'>');
        var start = bytes.Count;
        right = algorithm.TryDecrypt(key, encrypted, bytes.GetSpan(encrypted.Length), out var length);
        bytes.Advance(length);
        bytes.Append("</fragment>"u8);
        if (right || length > 0)
        {
            return new DecryptedFragment(bytes, start, length);
        }

        bytes.Dispose();
        return null;
    }

    /// <summary>A reader on the first node of the content.</summary>
    public XmlDictionaryReader OpenContent() => OpenContent(XmlDictionaryReaderQuotas.Max);

    /// <summary>A reader on the first node of the content.</summary>
    /// <param name="quotas">What may be read.</param>
    public XmlDictionaryReader OpenContent(XmlDictionaryReaderQuotas quotas)
    {
        var reader = OpenWrapper(quotas);
        reader.Read();
        return reader;
    }

    /// <summary>A reader on the wrapper, which declares the prefixes that are in scope.</summary>
    /// <param name="quotas">What may be read.</param>
    public XmlDictionaryReader OpenWrapper(XmlDictionaryReaderQuotas quotas)
    {
        var reader = XmlDictionaryReader.CreateTextReader(_bytes.Array, 0, _bytes.Count, quotas);
        reader.Read();
        return reader;
    }

    /// <summary>To be called when the content has been read: whether the reader stands at the end of the wrapper, and nothing follows.</summary>
    public static bool IsAtEnd(XmlDictionaryReader reader) => reader.NodeType == XmlNodeType.EndElement && reader.Depth == 0 && !reader.Read();

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
