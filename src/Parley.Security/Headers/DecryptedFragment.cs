using System.Xml;

namespace Parley.Security;

/// <summary>
/// Decrypted XML. It stands in a wrapper that declares what was in scope around the cipher text, so that its prefixes mean what they
/// meant to the sender.
/// </summary>
internal sealed class DecryptedFragment : IDisposable
{
    private readonly PooledBytes _bytes;
    private PooledBytes? _normalized;

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
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="key">The key.</param>
    /// <param name="encrypted">The cipher text.</param>
    /// <param name="scope">Has the declarations in scope around the cipher text.</param>
    /// <param name="right">Whether the content can be right.</param>
    /// <returns>The fragment; null when there is nothing to go on with.</returns>
    public static DecryptedFragment? Decrypt(EncryptionAlgorithm algorithm, SecretKey key, PooledBytes encrypted, XmlScanner scope, out bool right)
    {
        var bytes = new PooledBytes(encrypted.Count + 1024);
        bytes.Append("<fragment"u8);
        for (var i = 0; i < scope.BindingCount; i++)
        {
            ref readonly var binding = ref scope.BindingAt(i);
            var prefix = scope.Slice(binding.Prefix);
            if (scope.FindBinding(prefix) == i)
            {
                bytes.Append(prefix.IsEmpty ? " xmlns"u8 : " xmlns:"u8);
                bytes.Append(prefix);
                bytes.Append("=\""u8);
                bytes.Append(scope.Slice(binding.Namespace));
                bytes.Append((byte)'"');
            }
        }

        bytes.Append((byte)'>');
        var start = bytes.Count;
        bytes.GetSpan(encrypted.Count);
        right = algorithm.TryDecrypt(key, new ArraySegment<byte>(encrypted.Array, 0, encrypted.Count), bytes.Array, start, out var length);
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
        // What is read is what was signed, also where readers take XML differently.
        var bytes = _normalized ?? _bytes;
        var reader = XmlDictionaryReader.CreateTextReader(bytes.Array, 0, bytes.Count, quotas);
        reader.Read();
        return reader;
    }

    /// <summary>Puts a scanner at the beginning of the content, in the wrapper.</summary>
    /// <returns>False when the content cannot be scanned as it is.</returns>
    public bool TryOpen(XmlScanner scanner)
    {
        if (_normalized is null && !PlainXml.IsPlain(Content))
        {
            return false;
        }

        var bytes = _normalized ?? _bytes;
        scanner.Start(bytes.Array, 0, bytes.Count, isNormalized: _normalized is not null);
        return scanner.TryReadStartTag() && !scanner.IsEmpty;
    }

    /// <summary>Makes of the content what a scanner reads: for content that it does not read as it came.</summary>
    /// <returns>False when that has been done before.</returns>
    /// <exception cref="XmlException">The content is no XML.</exception>
    public bool TryNormalize()
    {
        if (_normalized is not null)
        {
            return false;
        }

        var normalized = new PooledBytes(_bytes.Count);
        try
        {
            using var reader = OpenWrapper(XmlDictionaryReaderQuotas.Max);
            PlainXml.Normalize(reader, normalized, isReadElsewhere: false);
            if (reader.Read())
            {
                throw new XmlException("Something follows the content.");
            }
        }
        catch
        {
            normalized.Dispose();
            throw;
        }

        _normalized = normalized;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _normalized?.Dispose();
    }
}
